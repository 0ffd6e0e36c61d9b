"""What falls due: who is told, once of each deadline, by mail where it is set up, and nothing of what is not shown."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from evenhand.commitments.model import Status
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import User
from evenhand_web.commitments import access, services
from evenhand_web.commitments.models import Notice
from evenhand_web.commitments.queries.due import coming, due_page
from evenhand_web.commitments.services.following import followed
from web.commitments.samples import PAPER, status
from web.conftest import NOW

LATER = NOW + timedelta(days=20)
"""Four days before the first reading runs out."""


class TestFollowing:
    @pytest.mark.parametrize(("kind", "what"), [("plan", "border"), ("body", "north"), ("theme", "withdrawal")])
    def test_what_is_followed_is_listed_as_far_as_it_is_seen(self, stage, kind, what):
        services.follow(kind=kind, what=what, actor=stage.people["north"], now=NOW)
        assert followed(stage.people["north"]).count() >= 1
        services.unfollow(kind=kind, what=what, actor=stage.people["north"])
        assert followed(stage.people["north"]).count() == 0

    @pytest.mark.parametrize("kind", ["plan", "commitment", "nonsense"])
    def test_what_is_not_seen_cannot_be_followed(self, stage, kind):
        with pytest.raises(Problem) as caught:
            services.follow(kind=kind, what=stage.ids["withdraw"], actor=stage.people["south"], now=NOW)
        assert caught.value.code == "commitments.not-to-follow"

    def test_a_page_tells_what_one_owes_and_what_one_has_spoken_of(self, stage):
        content = status(Status.DELAYED)
        told = {"commitment_id": stage.ids["withdraw"], "evidence": PAPER, "now": NOW}
        services.say(content=content, actor=stage.people["north"], **told)
        page = due_page(stage.people["north"], now=NOW)
        assert [row.id for row in page.mine] == [stage.ids["withdraw"]]
        assert {row.id for row in page.ours} == {stage.ids["withdraw"], stage.ids["report"]}
        assert coming(stage.people["north"], now=NOW)[1] == 2
        assert coming(stage.people["south"], now=NOW) == ((), 0)


class TestReminding:
    def test_everybody_is_told_once_of_each_deadline(self, stage):
        told, _mailed = services.remind(actor=SYSTEM, now=LATER)
        assert told == Notice.objects.count() > 0
        assert services.remind(actor=SYSTEM, now=LATER)[0] == 0
        assert set(Notice.objects.values_list("user__username", flat=True)) == {"north"}

    def test_mail_goes_to_who_has_an_address_and_says_nothing_of_what_it_is(self, stage, settings):
        settings.EMAIL_HOST, settings.EMAIL_BACKEND = "mail", "django.core.mail.backends.locmem.EmailBackend"
        User.objects.filter(username="north").update(email="north@example.org")
        services.follow(kind="commitment", what=stage.ids["withdraw"], actor=stage.people["north"], now=NOW)
        _told, mailed = services.remind(actor=SYSTEM, now=LATER)
        assert mailed == len(mail.outbox) > 0
        assert all("line" not in letter.body for letter in mail.outbox)

    def test_after_a_recall_nothing_is_mailed_nor_shown(self, stage, settings):
        settings.EMAIL_HOST, settings.EMAIL_BACKEND = "", "django.core.mail.backends.locmem.EmailBackend"
        User.objects.filter(username="north").update(email="north@example.org")
        services.remind(actor=SYSTEM, now=LATER)
        for commitment_id in stage.ids.values():
            services.recall(commitment_id=commitment_id, organisation="north", actor=stage.people["duty"], now=LATER)
        settings.EMAIL_HOST = "mail"
        assert services.remind(actor=SYSTEM, now=LATER)[1] == 0
        assert not access.visible_notices(stage.people["north"]).exists()

    def test_a_notice_is_read_by_its_own_reader(self, stage):
        services.remind(actor=SYSTEM, now=LATER)
        keys = list(Notice.objects.values_list("pk", flat=True))
        services.mark_read(notices=keys, actor=stage.people["duty"], now=LATER)
        assert Notice.objects.filter(read_at=None).count() == len(keys)
        services.mark_read(notices=keys, actor=stage.people["north"], now=LATER)
        assert Notice.objects.filter(read_at=None).count() == 0

    def test_the_commands_say_what_they_did(self, stage, capsys, settings):
        settings.CLOCK = LATER
        call_command("remind_commitments")
        call_command("commitments_index")
        assert "notices" in (told := capsys.readouterr().out)
        assert "4 commitments" in told
