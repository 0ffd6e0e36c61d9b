"""A folder of documents for the demo, and reading what waits from a timer."""

import io

import pytest
from django.core.management import CommandError, call_command

from evenhand_web.documents import services
from evenhand_web.documents.models import Document
from evenhand_web.web.management import demo_library
from web.conftest import NOW
from web.documents import samples


def test_a_folder_is_added_file_by_file_and_each_is_told(duty, tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, content in {"a.txt": samples.text(), "b.png": b"\x89PNG\r\n\x1a\n" + bytes(99), ".c": b"x"}.items():
        (folder / name).write_bytes(content)

    told = {one.name: one.told for one in demo_library.import_folder(folder, actor=duty, now=NOW)}

    assert told["a.txt"] == (
        "ST/ORISIA/2020/7 2020-10-12 en agreement: 3 paragraphs, 3 duties, 1 anomalies, 0 footnotes"
    )
    assert "documents.not-a-document" in told["b.png"]
    assert len(told) == 2


def run(**options) -> str:
    out = io.StringIO()
    call_command("read_documents", stdout=out, **options)
    return out.getvalue()


def test_what_waits_is_read_and_what_was_read_only_where_it_is_asked_for(duty):
    services.receive(content=[samples.CHINESE], name="a.txt", actor=duty, now=NOW)
    services.receive(content=[b"%PDF-1.4 no"], name="b.pdf", actor=duty, now=NOW)
    first = run(user=duty.username)
    assert "This PDF cannot be read" in first
    assert "): read" in first
    assert set(Document.objects.values_list("state", flat=True)) == {"read", "aside"}
    assert "nothing changed" not in run(user=duty.username)
    assert "nothing changed" in run(user=duty.username, again=True)


def test_somebody_has_to_read(db):
    with pytest.raises(CommandError):
        run(user="nobody")
