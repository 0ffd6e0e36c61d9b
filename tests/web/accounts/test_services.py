import pytest
from django.urls import reverse

from evenhand.foundation.problems import Problem
from evenhand_web.accounts import services
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import User
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.conftest import NOW

BY = {"actor": SYSTEM, "now": NOW}
GOOD = "lantern-harbour-42"


def acts() -> list[str]:
    return list(Entry.objects.values_list("action", flat=True))


FACTS = {"key": "north", "names": {"en": "North"}, "kind": "party", "party": "north"}


class TestEnsureOrganisation:
    def test_records_it_once(self, db):
        for _again in range(2):
            services.ensure_organisation(**FACTS, **BY)
        assert acts() == ["accounts.organisation"]

    def test_records_a_change(self, db):
        services.ensure_organisation(**FACTS, **BY)
        changed = services.ensure_organisation(**(FACTS | {"names": {"en": "The North"}}), **BY)

        assert (str(changed), len(acts())) == ("The North", 2)

    def test_refuses_another_kind(self, db):
        with pytest.raises(Problem, match="observer-state") as caught:
            services.ensure_organisation(**(FACTS | {"kind": "club"}), **BY)
        assert caught.value.code == "accounts.unknown-choice"


class TestEnsureMember:
    def member(self, **more) -> User:
        facts = {"username": "amal", "organisation": "mission", "role": "monitor", "password": GOOD}
        return services.ensure_member(account=services.Account(**(facts | more)), **BY)

    def test_makes_an_account_that_can_sign_in_and_records_no_password(self, organisations):
        before = len(acts())
        assert self.member().check_password(GOOD)
        assert len(acts()) == before + 1
        assert not any(GOOD in read_entry(entry).details for entry in Entry.objects.all())

    def test_adds_nothing_the_second_time(self, organisations):
        self.member()
        before = len(acts())
        self.member()
        assert len(acts()) == before

    def test_changes_a_role(self, organisations):
        self.member()
        user = self.member(role="analyst")
        assert user.memberships.get().role == "analyst"

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"organisation": "nowhere"}, "accounts.no-such-organisation"),
            ({"role": "king"}, "accounts.unknown-choice"),
            ({"password": "short"}, "accounts.weak-password"),
            ({"password": "passwordpassword1"}, None),
        ],
    )
    def test_refuses_what_cannot_be(self, organisations, more, code):
        if code is None:
            self.member(**more)
            return
        with pytest.raises(Problem) as caught:
            self.member(**more)
        assert caught.value.code == code


class TestPerson:
    def test_cannot_sign_in_once_disabled(self, person, client):
        user = person("monitor")
        services.set_password(username=user.username, password=GOOD, **BY)
        services.set_active(username=user.username, active=False, **BY)
        client.post(reverse("account_login"), {"login": user.username, "password": GOOD})

        assert "_auth_user_id" not in client.session
        assert acts()[-2:] == ["accounts.password", "accounts.disable"]

    @pytest.mark.parametrize("verb", ["set_password", "set_active"])
    def test_that_does_not_exist_is_named(self, db, verb):
        more = {"password": GOOD} if verb == "set_password" else {"active": True}
        with pytest.raises(Problem, match="nobody") as caught:
            getattr(services, verb)(username="nobody", **more, **BY)
        assert caught.value.code == "accounts.no-such-person"


class TestPreferences:
    def test_speak_the_persons_language_on_every_page(self, browser_of):
        browser = browser_of("monitor")
        browser.post(reverse("accounts:language"), {"language": "ar", "next": "/me/"})
        body = browser.get(reverse("accounts:profile"), headers={"accept-language": "fr"}).content.decode()

        assert '<html lang="ar" dir="rtl"' in body

    @pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_never_send_anybody_elsewhere(self, client, db, target):
        response = client.post(reverse("accounts:language"), {"language": "fr", "next": target})
        assert response.headers["Location"] == "/"

    def test_refuse_a_language_that_is_not_spoken(self, person):
        with pytest.raises(Problem) as caught:
            services.set_preferences(user_id=person("monitor").pk, language="xx")
        assert caught.value.code == "accounts.unknown-choice"


def test_guessing_a_password_is_slowed_down(person, client):
    user = person("monitor", username="guessed")
    services.set_password(username=user.username, password=GOOD, **BY)
    for _guess in range(6):
        client.post(reverse("account_login"), {"login": "guessed", "password": "wrong-password-0"})
    response = client.post(reverse("account_login"), {"login": "guessed", "password": GOOD})

    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 429}
