from evenhand.documents.findings import cited_documents, open_dates, passages_of, references_of, unique_names
from evenhand.documents.reading import read_structure

NUMBERED = "\n".join(f"{n}. The team in the valley number {n} met with elders and farmers.\n" for n in range(2, 10))
TEXT = (
    f"1. The commission agreed on fuel depots, tankers, pipelines, storage and refineries (see para. 4).\n\n{NUMBERED}"
)


def test_a_reference_to_a_paragraph_that_speaks_of_something_else_is_told():
    found = references_of(passages_of(read_structure(TEXT)), "en")

    assert [(one.target, one.ok, one.why) for one in found] == [("para. 4", False, "other-matter")]


def test_a_reference_beyond_the_last_paragraph_is_missing():
    found = references_of(passages_of(read_structure(TEXT.replace("para. 4", "para. 40"))), "en")

    assert [one.why for one in found] == ["missing"]


def test_a_resolution_without_its_year_takes_the_one_it_has_elsewhere():
    passages = passages_of(read_structure("1. 根据第 1325(2000)号决议。\n\n2. 安全理事会第 1325 号决议要求这样做。\n"))

    assert cited_documents(passages, "zh", ()) == ["S/RES/1325 (2000)"]


def test_two_names_of_one_place_are_one():
    passages = passages_of(read_structure("1. 美国和美利坚合众国的代表发言。\n"))

    assert [one.english for one in unique_names(passages, "places")] == ["United States"]


def test_open_dates_are_found():
    passages = passages_of(read_structure("1. 会议日期将另行确定。\n"))

    assert [one.para for one in open_dates(passages, "zh")] == ["1"]
