from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure
from evenhand.documents.wordings import broken_words, compounds, doubles, impossible_names, names_of_one, variants


def told(rule, text: str, language: str = "zh") -> list[str]:
    return [one.para for one in rule(passages_of(read_structure(text, language)), language)]


def test_one_place_that_a_comma_cuts_in_two():
    assert told(compounds, "1. The towns of Bosnia, Herzegovina and others.\n", "en") == ["1"]


def test_two_full_names_of_one_body():
    assert told(names_of_one, "1. 阿拉伯联盟参加会议。\n\n2. 阿拉伯国家联盟参加会议。\n") == ["all"]


def test_a_usual_short_form_is_no_second_name():
    assert told(names_of_one, "1. 安全理事会举行会议。\n\n2. 安理会通过决议。\n\n3. 美国和美利坚合众国。\n") == []


def test_a_state_that_cannot_be_meant():
    many = "".join(f"{n}. 挪威当局和挪威人民在挪威北部开展工作。\n\n" for n in range(1, 10))

    assert told(impossible_names, many + "10. 秘鲁境内还有多少件武器，仍不清楚。\n") == ["10"]
    assert told(impossible_names, many + "10. 秘鲁和智利境内还有多少件武器，仍不清楚。\n") == []


def test_an_item_that_stands_twice_in_a_list():
    assert told(doubles, "1. 甲地区、乙地区、丙地区、甲地区。\n\n2. 其他。\n") == ["1"]


def test_a_paragraph_that_stands_twice():
    text = "1. The commission met in the capital and agreed on the plan.\n\n"

    assert told(doubles, text + text.replace("1.", "2."), "en") == ["2"]


def test_two_wordings_of_one_phrase():
    assert told(variants, "1. 有此意愿的国家应邀请专家。\n\n2. 由此意愿的国家应成立小组。\n") == ["2"]
    assert told(variants, "1. 有此意愿的国家应邀请专家。\n\n2. 有此意愿的国家应成立小组。\n") == []


def test_two_tenses_in_one_word():
    assert told(broken_words, "1. 还将设立了一个联合安全室。\n") == ["1"]
