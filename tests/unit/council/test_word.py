from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.council.word import word_file
from evenhand.documents.docx import docx_text


def test_a_word_file_holds_title_notice_and_sections_and_is_the_same_each_time():
    told = [("Africa", ["One & <two>.", "Three."])]
    made = word_file("Title", "Not the view of the Council.", told)

    assert docx_text(made).split("\n\n") == [
        "Title", "Not the view of the Council.", "Africa", "One & <two>.", "Three.\n",
    ]  # fmt: skip
    assert made == word_file("Title", "Not the view of the Council.", told)


def test_arabic_is_set_from_right_to_left():
    assert docx_text(word_file("تقييم", "تنبيه", [], language="ar")).startswith("تقييم")


@given(st.text(max_size=60))
@settings(max_examples=40)
def test_any_text_makes_a_file_that_can_be_read(text):
    docx_text(word_file(text, text, [(text, [text])]))
