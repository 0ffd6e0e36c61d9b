from hypothesis import given
from hypothesis import strategies as st

from evenhand.documents.markup import markup_text


def test_blocks_become_lines_and_scripts_are_dropped():
    page = "<head><title>t</title></head><h1>Report</h1><nav>menu</nav><p>1. The <b>Parties</b> agree.<ul><li>one</ul>"

    assert markup_text(page) == "Report\n\n1. The Parties agree.\n\n• one\n"


@given(st.text(max_size=200))
def test_any_text_is_read(page):
    assert isinstance(markup_text(f"<p>{page}"), str)
