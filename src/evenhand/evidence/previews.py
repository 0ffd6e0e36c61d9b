"""Pictures for the page, made from evidence and holding nothing of it but pixels.

Everything here reads hostile bytes: it is called in a process of its own that may open nothing.

Source: docs/methods/evidence.md.
"""

import codecs
import io
import warnings
from dataclasses import dataclass, replace
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps

PIXELS = 100_000_000
"""Largest picture that is unpacked; a JPEG of any size is unpacked at a reduced one."""
PDF_BYTES = 128 * 1024 * 1024
PREVIEW_PX = 1280
THUMBNAIL_PX = 320
EXCERPT_SIGNS = 2_000

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
}
_TEXTS = frozenset({"text/plain", "text/csv", "application/json", "application/gpx+xml", "text/xml",
                    "application/vnd.google-earth.kml+xml"})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A JPEG of our own making."""

    content: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """What can be shown of a file."""

    state: str
    """"made", "excerpt", "no-tool", "too-large", "broken"."""
    preview: Picture | None = None
    thumbnail: Picture | None = None
    excerpt: str = ""
    width_px: int | None = None
    """Of the original, where it is a picture."""
    height_px: int | None = None
    pages: int | None = None


def make_previews(file: BinaryIO, media_type: str) -> Previews:
    """A preview and a thumbnail of a picture or of the first page, or the first words of a text.

    Sound and moving pictures have none: no permissive tool for them is part of the house.
    """
    file.seek(0)
    if media_type in _TEXTS:
        return Previews(state="excerpt", excerpt=_excerpt(file.read(4 * EXCERPT_SIGNS)))
    if media_type == "application/pdf":
        return _page(file)
    if media_type in _FORMATS:
        return _picture(file, _FORMATS[media_type])
    return Previews(state="no-tool")


def load_everything() -> None:
    """Load what is otherwise loaded only when it is first used, for the process that may open no file afterwards."""
    for encoding in ("utf-8-sig", "utf-16", "cp437", "latin-1", "ascii"):
        codecs.lookup(encoding)
    Image.init()
    image = Image.new("RGB", (1, 1))
    for name in ("JPEG", "PNG", "GIF", "WEBP", "TIFF"):
        kept = io.BytesIO()
        image.save(kept, name)
        Image.open(io.BytesIO(kept.getvalue())).load()


def _picture(file: BinaryIO, name: str) -> Previews:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=[name]) as image:
                width, height = image.size
                image.draft("RGB", (PREVIEW_PX, PREVIEW_PX))  # JPEG is then unpacked at a half, a quarter, an eighth
                if image.size[0] * image.size[1] > PIXELS:
                    return Previews(state="too-large", width_px=width, height_px=height)
                image.seek(0)
                image.load()
                upright = ImageOps.exif_transpose(image)
                return replace(_both(upright), width_px=width, height_px=height)
    except Image.DecompressionBombError:
        return Previews(state="too-large")
    except Exception:
        return Previews(state="broken")


def _page(file: BinaryIO) -> Previews:
    content = file.read(PDF_BYTES + 1)
    if len(content) > PDF_BYTES:
        return Previews(state="too-large")
    try:
        document = pypdfium2.PdfDocument(content)
        page = document[0]
        longest = max(page.get_size())
        if longest <= 0:
            return Previews(state="broken")
        image = page.render(scale=PREVIEW_PX / longest, may_draw_forms=False).to_pil()
        return replace(_both(image), pages=len(document))
    except Exception:
        return Previews(state="broken")


def _both(image: Image.Image) -> Previews:
    return Previews(state="made", preview=_jpeg(image, PREVIEW_PX), thumbnail=_jpeg(image, THUMBNAIL_PX))


def _jpeg(image: Image.Image, longest_px: int) -> Picture:
    """The pixels alone, on white where they are transparent: no tag, no profile, no remark survives."""
    small = image.copy()
    small.thumbnail((longest_px, longest_px))
    if small.mode in {"RGBA", "LA", "PA"} or "transparency" in small.info:
        over = small.convert("RGBA")
        small = Image.new("RGB", over.size, "white")
        small.paste(over, mask=over.getchannel("A"))
    pixels = small.convert("RGB")
    bare = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    kept = io.BytesIO()
    bare.save(kept, "JPEG", quality=82, optimize=True)
    return Picture(content=kept.getvalue(), width_px=bare.width, height_px=bare.height)


def _excerpt(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = raw.decode(encoding, errors="replace")
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())[:EXCERPT_SIGNS]
