"""The files of a version as one archive."""

import io
import zipfile
from collections.abc import Mapping

from django.http import HttpResponse


def archive_answer(files: Mapping[str, bytes], *, name: str) -> HttpResponse:
    """The files in a ZIP archive that is the same byte for byte each time, for a browser to keep as `name`.zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{name}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
