import pytest

from evenhand.documents.duties import duties_of
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure
from evenhand.documents.terms import STRENGTHS, basis_of, conditions_of, strength_of

EVERY = {
    "en": "1. The commission shall report every 120 days.",
    "fr": "1. La commission doit faire rapport tous les 120 jours.",
    "es": "1. La comisión debe informar cada 120 días.",
    "ru": "1. Комиссия должна представлять доклад каждые 120 дней.",
    "ar": "1. يجب أن تقدم اللجنة تقريرا كل 120 يوما.",
    "zh": "1. 委员会必须每120天提交报告。",
}
QUARTERLY = {
    "en": "1. The commission shall submit a quarterly report.",
    "fr": "1. La commission doit présenter un rapport trimestriel.",
    "es": "1. La comisión debe presentar un informe trimestral.",
    "ru": "1. Комиссия должна представлять ежеквартальный доклад.",
    "ar": "1. يجب أن تقدم اللجنة تقريرا كل ثلاثة أشهر.",
    "zh": "1. 委员会必须提交季度报告。",
}
BASES = {
    "en": "within 90 days of the signing",
    "fr": "dans un délai de 90 jours à compter de la signature",
    "es": "en un plazo de 90 días a partir de la firma",
    "ru": "в течение 90 дней после подписания",
    "ar": "في غضون 90 يوما من تاريخ التوقيع",
    "zh": "在签署协议后90天内",
}
CONDITIONS = {
    "en": "The team shall deploy once conditions permit.",
    "fr": "L’équipe doit être déployée dès que les conditions le permettront.",
    "es": "El equipo debe desplegarse en cuanto las condiciones lo permitan.",
    "ru": "Группа должна быть развернута, как только позволят условия.",
    "ar": "يجب نشر الفريق حالما تسمح الظروف.",
    "zh": "一旦条件允许，必须部署小组。",
}


def only(text: str, language: str):
    return duties_of(passages_of(read_structure(text, language)), language)[0]


@pytest.mark.parametrize("language", sorted(EVERY))
def test_every_so_many_days_is_a_recurrence(language):
    again = only(EVERY[language], language).recurrence

    assert again is not None
    assert (again.every, again.unit) == (120, "days")


@pytest.mark.parametrize("language", sorted(QUARTERLY))
def test_a_quarterly_report_recurs(language):
    again = only(QUARTERLY[language], language).recurrence

    assert again is not None
    assert again.unit in {"quarter", "months"}


@pytest.mark.parametrize("language", sorted(BASES))
def test_a_term_is_told_with_what_it_runs_from(language):
    assert basis_of(f"X {BASES[language]}.", language) == BASES[language]


@pytest.mark.parametrize("language", sorted(CONDITIONS))
def test_a_condition_stands_as_it_is_written(language):
    found = conditions_of(CONDITIONS[language], language)

    assert len(found) == 1
    assert found[0] in CONDITIONS[language]


def test_without_them_there_are_none():
    one = only("1. The parties must leave.", "en")

    assert (one.basis, one.recurrence, one.conditions, one.strength) == (None, None, (), "binding")


def test_every_strength_is_one_of_four():
    assert {strength_of(act) for act in (*STRENGTHS, "identifies")} == {
        "binding", "advised", "permitted", "promised", "none",
    }  # fmt: skip
