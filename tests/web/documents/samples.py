"""Small documents, and having them read without a process of their own."""

import io
import json
import zipfile

from evenhand_web.accounts.access import Actor
from evenhand_web.documents import services, worker
from evenhand_web.documents.models import Document
from evenhand_web.documents.passages import parsed
from evenhand_web.documents.services import reading
from evenhand_web.evidence.storage import storage
from web.conftest import NOW


def text(symbol: str = "ST/ORISIA/2020/7", *, days: int = 90, more: str = "") -> bytes:
    """An agreement of a few paragraphs."""
    return f"""{symbol}

Distr.: General
12 October 2020
Original: English

Agreement on the withdrawal of heavy weapons

I. Withdrawal

1. The Parties shall withdraw all heavy weapons within {days} days of the signature of this Agreement.

2. The Parties shall hand over the maps of all minefields, as set out in paragraph 9 below.

3. The Parties encourage all States to respect resolution 1970 (2011), paragraph 1.
{more}""".encode()


ARABIC = """ST/ORISIA/2020/7

توزيع عام
12 تشرين الأول/أكتوبر 2020

اتفاق بشأن سحب الأسلحة الثقيلة

أولا - الانسحاب

1 - يجب على الطرفين سحب جميع الأسلحة الثقيلة في غضون 60 يوما من توقيع هذا الاتفاق.

2 - يجب على الطرفين تسليم خرائط جميع حقول الألغام.

3 - يشجع الطرفان جميع الدول على احترام القرار 1970 (2011).
""".encode()

CHINESE = """ST/ORISIA/2020/8

Distr.: General
2020年11月2日

沿海公路开放计划

1. 双方应在2020年12月15日前开放沿海公路。

2. 双方应报告排雷情况。
""".encode()


def zipped(document: bytes) -> bytes:
    """A DOCX with this main part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def kept(actor: Actor, content: bytes, name: str = "agreement.txt") -> Document:
    """A document received and read, here and now."""
    received = services.receive(content=[content], name=name, actor=actor, now=NOW)
    return read_here(received.document, actor)


def read_here(document_id: str, actor: Actor) -> Document:
    """What `services.read` does, with the worker's part done in this process."""
    document = Document.objects.get(pk=document_id)
    with storage().open(document.digest) as file:
        answer = json.loads(json.dumps(worker.read(file.read())))
    raw = json.dumps(answer, ensure_ascii=False).encode()
    return reading._entered(document_id, storage().keep([raw]).digest, parsed(answer), actor=actor, now=NOW)
