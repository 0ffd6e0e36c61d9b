"""Files of every kind, honest and hostile, made on the spot."""

import io
import struct
import zipfile
import zlib

import pypdfium2
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import GPS, Base

PLACE = ((32.0, 53.0, 13.2), (13.0, 11.0, 29.4))


def jpeg(*, exif: bool = False, size: tuple[int, int] = (64, 48), orientation: int = 1) -> bytes:
    """A photograph, with a camera, a time and a place if asked for."""
    image = Image.new("RGB", size, (40, 90, 160))
    tags = Image.Exif()
    if exif:
        tags[Base.Make], tags[Base.Model], tags[Base.Orientation] = "Acme", "Field 1", orientation
        inner = tags.get_ifd(0x8769)
        inner[Base.DateTimeOriginal], inner[Base.OffsetTimeOriginal] = "2020:12:06 06:15:00", "+02:00"
        place = tags.get_ifd(0x8825)
        rational = [tuple(TiffImagePlugin.IFDRational(part) for part in angle) for angle in PLACE]
        place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", rational[0]
        place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", rational[1]
    out = io.BytesIO()
    image.save(out, "JPEG", exif=tags)
    return out.getvalue()


def picture(kind: str, **more) -> bytes:
    """A small picture of a kind that Pillow writes."""
    out = io.BytesIO()
    Image.new("RGB" if kind != "GIF" else "P", (32, 24)).save(out, kind, **more)
    return out.getvalue()


def pdf() -> bytes:
    """One empty page."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 300)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def zipped(**entries: bytes) -> bytes:
    """A ZIP of these entries, in order; "__" stands for a slash and "_dot_" for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that claims to unpack to gigabytes."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 + 3 * side) * 50, 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A PNG whose remark unpacks to 200 MB."""
    remark = b"x\0\0" + zlib.compress(bytes(200_000_000), 9)
    good = picture("PNG")
    return good[:33] + _chunk(b"zTXt", remark) + good[33:]


def jpeg_bomb() -> bytes:
    """A JPEG whose header claims 65,500 by 65,500 points."""
    good = jpeg()
    at = good.index(b"\xff\xc0")
    return good[: at + 5] + struct.pack(">HH", 65_500, 65_500) + good[at + 9 :]


def gif_bomb() -> bytes:
    """A GIF whose screen is 65,535 by 65,535."""
    good = picture("GIF")
    return good[:6] + struct.pack("<HH", 65_535, 65_535) + good[10:]


def zip_bomb() -> bytes:
    """One entry of a gigabyte of nothing, in a proof bundle."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("photo.jpg", "w") as entry:
        for _ in range(1000):
            entry.write(bytes(1_000_000))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("a.proof.csv", "File Hash SHA256\n00\n")
    return out.getvalue()


GIF_JS = b"GIF89a/*" + picture("GIF")[8:] + b"*/=1;alert(1)"
PDF_ZIP = pdf() + zipped(a=b"1")
HTML_JPG = b"\xff\xd8\xff\xe0<html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
