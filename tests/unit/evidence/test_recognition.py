import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.evidence.recognition import FAMILIES, UNKNOWN, ending_of, family_of, recognise
from unit.evidence import samples

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ISO = b"\0\0\0\x18ftyp%s\0\0\0\0%s"

KINDS = [
    pytest.param(samples.picture("JPEG"), "image/jpeg", id="jpeg"),
    pytest.param(samples.picture("PNG"), "image/png", id="png"),
    pytest.param(samples.picture("GIF"), "image/gif", id="gif"),
    pytest.param(samples.picture("WEBP"), "image/webp", id="webp"),
    pytest.param(samples.picture("TIFF"), "image/tiff", id="tiff"),
    pytest.param(ISO % (b"heic", b"mif1heic"), "image/heic", id="heic"),
    pytest.param(ISO % (b"mif1", b"mif1heic"), "image/heic", id="heic-by-brand"),
    pytest.param(ISO % (b"avif", b"mif1avif"), "image/avif", id="avif"),
    pytest.param(ISO % (b"isom", b"isommp42"), "video/mp4", id="mp4"),
    pytest.param(ISO % (b"qt  ", b"qt  qt  "), "video/quicktime", id="mov"),
    pytest.param(b"\0\0\x04\0moov" + bytes(20), "video/quicktime", id="old-mov"),
    pytest.param(ISO % (b"3gp4", b"isom3gp4"), "video/3gpp", id="3gp"),
    pytest.param(ISO % (b"M4A ", b"M4A mp42"), "audio/mp4", id="m4a"),
    pytest.param(b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm", id="webm"),
    pytest.param(b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", "video/x-matroska", id="mkv"),
    pytest.param(b"ID3\x04\0\0\0\0\0\0", "audio/mpeg", id="mp3-tagged"),
    pytest.param(b"\xff\xfb\x90\x64" + bytes(100), "audio/mpeg", id="mp3-bare"),
    pytest.param(b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav", id="wav"),
    pytest.param(b"OggS\0\x02" + bytes(20), "audio/ogg", id="ogg"),
    pytest.param(b"#!AMR\n\0", "audio/amr", id="amr"),
    pytest.param(samples.pdf(), "application/pdf", id="pdf"),
    pytest.param(samples.zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), DOCX, id="docx"),
    pytest.param(samples.zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), XLSX, id="xlsx"),
    pytest.param(samples.odt(), "application/vnd.oasis.opendocument.text", id="odt"),
    pytest.param(samples.zipped({"doc.kml": b"<kml/>"}), "application/vnd.google-earth.kmz", id="kmz"),
    pytest.param(samples.zipped({"a": b"1"}), "application/zip", id="zip"),
    pytest.param(b"hello\nworld\n", "text/plain", id="txt"),
    pytest.param("\ufeffسلام".encode(), "text/plain", id="txt-arabic"),
    pytest.param("سلام".encode("utf-16"), "text/plain", id="txt-utf-16"),
    pytest.param("déjà vu".encode("latin-1"), "text/plain", id="txt-latin"),
    pytest.param(b"a,b\n1,2\n3,4\n", "text/csv", id="csv"),
    pytest.param(b"a;b\n1;2\n", "text/csv", id="csv-semicolons"),
    pytest.param(b'{"a": [1, 2]}', "application/json", id="json"),
    pytest.param(b'<?xml version="1.0"?><gpx version="1.1"></gpx>', "application/gpx+xml", id="gpx"),
    pytest.param(b"<kml xmlns='x'></kml>", "application/vnd.google-earth.kml+xml", id="kml"),
    pytest.param(b"<?xml version='1.0'?><a/>", "text/xml", id="xml"),
    pytest.param(b"<!DOCTYPE html><html></html>", "text/html", id="html"),
    pytest.param(b"<svg xmlns='x'><script/></svg>", "image/svg+xml", id="svg"),
    pytest.param(b"\0\x01\x02\x03" * 10, UNKNOWN, id="unknown"),
    pytest.param(b"{not json", "text/plain", id="not-json"),
]


class TestRecognise:
    @pytest.mark.parametrize(("content", "media_type"), KINDS)
    def test_goes_by_the_content_alone(self, content, media_type):
        found = recognise(io.BytesIO(content), name="page.html", declared="text/html")

        assert found.media_type == media_type

    @pytest.mark.parametrize(
        ("content", "warning"),
        [
            pytest.param(b"GIF89a/*" + samples.picture("GIF")[8:] + b"*/=1", "media.polyglot-markup", id="gif-js"),
            pytest.param(samples.pdf() + samples.zipped({"a": b"1"}), "media.polyglot-zip", id="pdf-zip"),
            pytest.param(samples.picture() + samples.zipped({"a": b"1"}), "media.polyglot-zip", id="jpeg-zip"),
            pytest.param(b"\xff\xd8\xff\xe0<html><script>", "media.polyglot-markup", id="html-as-jpeg"),
            pytest.param(b"\xff\xd8\xff\xe0%PDF-1.4", "media.polyglot-pdf", id="jpeg-pdf"),
            pytest.param(b"<svg xmlns='x'></svg>", "media.active", id="svg"),
            pytest.param(b"<html></html>", "media.active", id="html"),
            pytest.param(b"", "media.empty", id="empty"),
            pytest.param(bytes(40), "media.unknown", id="unknown"),
        ],
    )
    def test_names_what_a_file_could_pass_for_besides(self, content, warning):
        assert warning in recognise(io.BytesIO(content)).warnings

    @pytest.mark.parametrize(
        ("name", "declared", "warnings"),
        [
            ("a.jpg", "image/jpeg", ()),
            ("a.JPEG", "image/jpg", ()),
            ("a", "", ()),
            ("a.unheard", "application/octet-stream", ()),
            ("a.png", "image/jpeg", ("media.ending-differs",)),
            ("a.jpg", "text/html; charset=utf-8", ("media.declared-differs",)),
        ],
    )
    def test_says_where_name_or_declared_type_differ(self, name, declared, warnings):
        assert recognise(io.BytesIO(samples.picture()), name=name, declared=declared).warnings == warnings

    @settings(deadline=None)
    @given(st.binary(max_size=2000), st.text(max_size=20), st.text(max_size=20))
    def test_whatever_comes_gets_an_answer(self, content, name, declared):
        found = recognise(io.BytesIO(content), name=name, declared=declared)

        assert found.family in FAMILIES

    @settings(deadline=None)
    @given(st.sampled_from([kind.values[0] for kind in KINDS]), st.integers(0, 3000))
    def test_a_cut_file_gets_an_answer(self, content, length):
        assert recognise(io.BytesIO(content[:length])).media_type


def test_what_draws_with_a_program_is_no_picture():
    assert family_of("image/svg+xml") == "document"
    assert ending_of("image/svg+xml") == "svg"
    assert ending_of(UNKNOWN) == "bin"
