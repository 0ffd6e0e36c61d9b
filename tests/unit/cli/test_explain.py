import pytest

from evenhand.cli.explain import read_alerts
from evenhand.foundation.problems import Problem
from unit.cli.command import run, written_agreement, written_feeds


@pytest.fixture
def watched(capsys, tmp_path):
    agreement, feeds = written_agreement(tmp_path / "coast"), written_feeds(tmp_path / "feeds")
    for name in ("alerts.parquet", "alerts.json"):
        run(capsys, "watch", agreement, feeds, "--out", tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", ["alerts.parquet", "alerts.json"])
def test_says_why_with_the_article_and_the_inputs(capsys, watched, name):
    alert = read_alerts(watched / name)[0]["alert"]

    ran = run(capsys, "explain", alert[:12], "--alerts", watched / name, "--agreement", watched / "coast")

    assert ran.status == 0
    assert "art. 4(2)" in ran.out
    assert "SHA-256" in ran.out


@pytest.mark.parametrize(("language", "word"), [("ar", "م"), ("fr", "le "), ("zh-hans", "的")])
def test_says_it_in_the_language_asked_for(capsys, watched, language, word):
    ran = run(
        capsys, "explain", "alert-", "--alerts", watched / "alerts.json", "--agreement", watched / "coast",
        "--language", language,
    )  # fmt: skip

    assert (ran.status, word in ran.out) == (0, True)


def test_says_when_the_agreement_has_changed_since(capsys, watched):
    written_agreement(watched / "coast", agreement=("A short one.", "Another."))

    ran = run(capsys, "explain", "alert-", "--alerts", watched / "alerts.json", "--agreement", watched / "coast")

    assert "has changed since" in ran.err


@pytest.mark.parametrize(
    ("alert", "name", "code"),
    [
        pytest.param("alert-zzz", "alerts.json", "cli.no-such-alert", id="no-such-alert"),
        pytest.param("alert-", "none.parquet", "cli.no-alerts-file", id="no-such-file"),
        pytest.param("alert-", "flights.parquet", "cli.no-alerts-file", id="no-alerts-in-it"),
    ],
)
def test_problems_say_what_to_do(capsys, watched, alert, name, code):
    (watched / "flights.parquet").write_text("not parquet")

    ran = run(capsys, "explain", alert, "--alerts", watched / name, "--agreement", watched / "coast")

    assert (ran.status, ran.err.split(":")[0]) == (1, code)


def test_a_beginning_that_fits_several_is_refused(capsys, watched):
    path = watched / "alerts.json"
    text = path.read_text()
    path.write_text(text.rstrip().removesuffix("]") + "," + text.lstrip().removeprefix("["))

    ran = run(capsys, "explain", "alert-", "--alerts", path, "--agreement", watched / "coast")

    assert ran.err.startswith("cli.alert-ambiguous")


def test_a_file_of_something_else_is_no_file_of_alerts(tmp_path):
    (tmp_path / "x.json").write_text('[{"alert": 1}]')

    with pytest.raises(Problem) as caught:
        read_alerts(tmp_path / "x.json")

    assert caught.value.code == "cli.no-alerts-file"
