import pytest

from evenhand.documents.pdf import UNREADABLE_PDF, pdf_text
from evenhand.foundation.problems import Problem
from simulators.documents import columns_pdf, pdf


def test_pages_come_in_order_each_begun_by_a_form_feed():
    assert pdf_text(pdf(("1. One", "and more."), ("2. Two.",))).replace("\r", "") == "1. One\nand more.\n\f2. Two.\n"


@pytest.mark.parametrize(
    "content", [pdf(("1. One.",))[:60], b"%PDF-1.4 nothing", pdf(("",))], ids=["cut", "hollow", "empty"]
)
def test_what_holds_no_text_is_refused_with_a_reason(content):
    with pytest.raises(Problem) as refused:
        pdf_text(content)

    assert refused.value.kind is UNREADABLE_PDF


LEFT = tuple(f"{n}. The parties shall withdraw their forces at once {n}" for n in range(1, 13))
RIGHT = tuple(f"{n}. The commission shall report to the Council then {n}" for n in range(13, 25))


def test_two_columns_are_read_one_after_the_other():
    lines = pdf_text(columns_pdf("A TITLE THAT STANDS ABOVE BOTH COLUMNS OF THE WHOLE PAGE", LEFT, RIGHT)).split()
    numbers = [int(word[:-1]) for word in lines if word[:-1].isdigit() and word.endswith(".")]

    assert numbers == list(range(1, 25))


def test_cells_of_a_table_are_no_columns():
    cells = tuple(f"{n} km" for n in range(12))
    text = pdf_text(columns_pdf("Distances", cells, cells))

    assert text.split()[1:5] == ["0", "km", "0", "km"]
