import pytest

from evenhand.documents.pdf import UNREADABLE_PDF, pdf_text
from evenhand.foundation.problems import Problem
from simulators.documents import pdf


def test_pages_come_in_order_each_begun_by_a_form_feed():
    assert pdf_text(pdf(("1. One", "and more."), ("2. Two.",))).replace("\r", "") == "1. One\nand more.\n\f2. Two.\n"


@pytest.mark.parametrize(
    "content", [pdf(("1. One.",))[:60], b"%PDF-1.4 nothing", pdf(("",))], ids=["cut", "hollow", "empty"]
)
def test_what_holds_no_text_is_refused_with_a_reason(content):
    with pytest.raises(Problem) as refused:
        pdf_text(content)

    assert refused.value.kind is UNREADABLE_PDF
