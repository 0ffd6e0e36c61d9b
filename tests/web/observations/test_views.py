import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evenhand_web.observations.models import LakeFile
from web.observations.samples import load, track_csv

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ar", "fr", "zh-hans")


def get(client, url, language="en"):
    client.cookies["language"] = language
    return client.get(url)


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_page_renders_in_each_language(self, browser_of, language):
        digest = load(track_csv(faults=("x,y",)))
        client = browser_of("analyst")
        for url in (reverse("observations:feeds"), reverse("observations:upload"), f"/feeds/{digest}/"):
            page = get(client, url, language)
            assert page.status_code == 200
            assert f'lang="{language}"' in page.content.decode()

    def test_an_empty_house_says_what_to_do(self, browser_of):
        assert "Nothing has come in yet" in browser_of("monitor").get("/feeds/").content.decode()

    def test_hostile_text_of_a_feed_stays_text(self, browser_of):
        digest = load(track_csv(faults=("<script>alert(1)</script>,y",)), source='"><script>')
        client = browser_of("monitor")

        for url in ("/feeds/", f"/feeds/{digest}/"):
            assert "<script>alert" not in client.get(url).content.decode()
            assert '"><script>' not in client.get(url).content.decode()

    @pytest.mark.parametrize("query", ["page=-1", "page=x", "page=99999999999999999999", "q=%25_'", "page=٣"])
    def test_odd_queries_are_answered(self, browser_of, query):
        load(track_csv())

        assert browser_of("monitor").get(f"/feeds/?{query}").status_code == 200

    def test_reasons_are_told_in_the_language_of_the_page(self, browser_of):
        digest = load(track_csv(faults=("x,y",)))
        client = browser_of("monitor")

        assert "The row" in get(client, f"/feeds/{digest}/").content.decode()
        assert "The row" not in get(client, f"/feeds/{digest}/", "fr").content.decode().split('class="table')[-1]


class TestRefusedCsv:
    def test_formulas_are_disarmed(self, browser_of):
        digest = load(track_csv(faults=("=HYPERLINK(1),y",)))
        answer = browser_of("monitor").get(f"/feeds/{digest}/refused.csv")
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

        assert rows[0] == ["row", "code", "reason", "raw"]
        assert rows[1][3].startswith("'=HYPERLINK")


class TestUpload:
    def send(self, client, data=None, name="day.csv", **more):
        return client.post("/feeds/upload/", {"file": SimpleUploadedFile(name, data or track_csv()), **more})

    def test_leads_to_the_file_with_a_summary(self, browser_of):
        client = browser_of("analyst")
        answer = self.send(client, track_csv().replace(b"2026", b"2020"), source="tower")

        assert answer.status_code == 302
        page = client.get(answer.url).content.decode()
        assert "The file was loaded." in page
        assert "No alert changed" in page

    def test_the_same_file_again_is_said(self, browser_of):
        client = browser_of("analyst")
        data = track_csv().replace(b"2026", b"2020")
        self.send(client, data)
        answer = self.send(client, data)

        assert "byte for byte" in client.get(answer.url).content.decode()

    def test_a_refused_file_keeps_what_was_typed(self, browser_of):
        answer = self.send(browser_of("analyst"), b"<html></html>", source="tower <1>")
        page = answer.content.decode()

        assert answer.status_code == 400
        assert "The file was not loaded." in page
        assert "tower &lt;1&gt;" in page
        assert not LakeFile.objects.exists()

    def test_a_length_over_the_limit_is_refused_unread(self, browser_of, settings):
        settings.UPLOAD_LIMIT_BYTES = 10
        answer = browser_of("analyst").post("/feeds/upload/", b"", content_type="text/csv", CONTENT_LENGTH=str(10**9))

        assert answer.status_code == 413

    def test_a_form_from_elsewhere_is_refused(self, person):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person("analyst"))

        assert self.send(client).status_code == 403
        assert not LakeFile.objects.exists()
