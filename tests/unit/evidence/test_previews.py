import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evenhand.evidence import previews
from evenhand.evidence.previews import PREVIEW_PX, THUMBNAIL_PX, load_everything, make_previews
from unit.evidence import samples


def made(content: bytes, media_type: str = "image/jpeg"):
    return make_previews(io.BytesIO(content), media_type)


def opened(picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


class TestPictures:
    @pytest.mark.parametrize(
        ("kind", "media_type"),
        [
            ("JPEG", "image/jpeg"),
            ("PNG", "image/png"),
            ("GIF", "image/gif"),
            ("WEBP", "image/webp"),
            ("TIFF", "image/tiff"),
        ],
    )
    def test_become_a_jpeg_of_the_same_pixels(self, kind, media_type):
        found = made(samples.picture(kind), media_type)
        red, green, blue = opened(found.preview).convert("RGB").getpixel((10, 10))

        assert (found.state, found.width_px, found.height_px) == ("made", 64, 48)
        assert (red > 180, green < 60, blue < 60) == (True, True, True)

    def test_are_no_longer_than_they_may_be(self):
        found = made(samples.picture(size=(4000, 1000)))

        assert (found.preview.width_px, found.thumbnail.width_px) == (PREVIEW_PX, THUMBNAIL_PX)

    def test_stand_upright(self):
        assert opened(made(samples.photograph(orientation=6)).preview).size == (48, 64)

    def test_hold_nothing_but_pixels(self):
        content = samples.photograph() + b"<script>payload</script>"
        found = made(content)

        assert b"Acme" not in found.preview.content
        assert b"payload" not in found.preview.content
        assert dict(opened(found.preview).getexif()) == {}

    def test_are_white_where_they_were_transparent(self):
        found = made(samples.picture("PNG", mode="RGBA"), "image/png")

        assert opened(found.preview).getpixel((5, 5)) == (255, 255, 255)

    def test_too_many_pixels_are_not_unpacked(self, monkeypatch):
        monkeypatch.setattr(previews, "PIXELS", 100)

        assert made(samples.picture("PNG"), "image/png").state == "too-large"

    @pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", samples.picture()[:300], samples.picture("PNG")])
    def test_what_is_broken_or_another_thing_has_none(self, content):
        assert made(content).state == "broken"

    @settings(max_examples=40, deadline=None)
    @given(st.data())
    def test_spoiled_pictures_are_no_error(self, data):
        spoiled = bytearray(samples.picture("PNG"))
        for at in data.draw(st.lists(st.integers(0, len(spoiled) - 1), min_size=1, max_size=4)):
            spoiled[at] = data.draw(st.integers(0, 255))

        assert made(bytes(spoiled), "image/png").state in {"made", "broken", "too-large"}


class TestOthers:
    def test_a_pdf_shows_its_first_page(self):
        found = made(samples.pdf(), "application/pdf")

        assert (found.state, found.pages, found.preview.height_px) == ("made", 1, PREVIEW_PX)

    def test_a_pdf_too_long_is_not_opened(self, monkeypatch):
        monkeypatch.setattr(previews, "PDF_BYTES", 10)

        assert made(samples.pdf(), "application/pdf").state == "too-large"

    def test_a_text_shows_its_first_words_without_controls(self):
        found = made("سلام\x1b[2J\n".encode(), "text/plain")

        assert (found.state, found.excerpt) == ("excerpt", "سلام[2J\n")

    @pytest.mark.parametrize("media_type", ["video/mp4", "audio/mpeg", "image/svg+xml", "image/heic", "text/html"])
    def test_what_no_tool_here_shows_says_so(self, media_type):
        assert made(b"x", media_type).state == "no-tool"


def test_everything_can_be_loaded_beforehand():
    load_everything()

    assert Image.EXTENSION
