import stat
from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.config.environment import SERVES_PAGES, Environment, database_of

SETTINGS = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


class TestDatabaseOf:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("sqlite:///data.sqlite3", "data.sqlite3"),
            ("sqlite:////srv/data.sqlite3", "/srv/data.sqlite3"),
            ("postgresql://me:secret@db:5433/watch", "watch"),
            ("postgres://db/watch", "watch"),
        ],
    )
    def test_finds_the_name(self, url, name):
        assert database_of(url)["NAME"] == name

    def test_undoes_the_escapes_of_an_address(self):
        assert database_of("postgresql://me:p%40ss%2F@db/watch")["PASSWORD"] == "p@ss/"

    def test_names_a_scheme_that_it_does_not_know(self):
        with pytest.raises(Problem, match="mysql") as caught:
            database_of("mysql://db/watch")
        assert caught.value.code == "config.bad-database-url"


class TestDatabase:
    @pytest.mark.parametrize(
        ("serves", "web", "user"),
        [
            pytest.param(True, "postgresql://web@db/watch", "web", id="pages-ask-as-the-web-role"),
            pytest.param(False, "postgresql://web@db/watch", "owner", id="commands-ask-as-the-owner"),
            pytest.param(True, "", "owner", id="without-a-web-role-pages-ask-as-the-owner"),
        ],
    )
    def test_has_a_role_for_the_pages_and_one_for_commands(self, monkeypatch, tmp_path, serves, web, user):
        monkeypatch.delenv(SERVES_PAGES, raising=False)
        if serves:
            monkeypatch.setenv(SERVES_PAGES, "true")
        monkeypatch.setenv("DATABASE_URL", "postgresql://owner@db/watch")
        environment = Environment(workspace=tmp_path, web_database_url=web)
        assert environment.database()["USER"] == user


class TestSigningKey:
    def test_is_made_once_and_closed_to_others(self, tmp_path, monkeypatch):
        monkeypatch.delenv("EVENHAND_SECRET_KEY", raising=False)
        environment = Environment(workspace=tmp_path / "new")
        key = environment.signing_key()

        assert len(key) >= 50
        assert environment.signing_key() == key
        kept = tmp_path / "new" / "secret-key"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700

    def test_of_the_environment_goes_first(self, tmp_path):
        assert Environment(workspace=tmp_path, secret_key="given").signing_key() == "given"
        assert not (tmp_path / "secret-key").exists()


class TestEmail:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("smtp://me:p%40@mail", ("mail", 587, "p@", False, True)),
            ("smtps://mail:2465", ("mail", 2465, "", True, False)),
        ],
    )
    def test_reads_the_address(self, url, expected):
        found = Environment(email_url=url).email()

        assert (
            found["EMAIL_HOST"],
            found["EMAIL_PORT"],
            found["EMAIL_HOST_PASSWORD"],
            found["EMAIL_USE_SSL"],
            found["EMAIL_USE_TLS"],
        ) == expected


def test_every_setting_is_described():
    told = SETTINGS.read_text(encoding="utf-8")
    for name in Environment.model_fields:
        assert f"`{'DATABASE_URL' if name == 'database_url' else f'EVENHAND_{name.upper()}'}`" in told
