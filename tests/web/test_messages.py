"""Every string that people see is there in every language."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from django.utils import translation

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
messages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(messages)

APPS = [app.name for app in messages.apps()]


@pytest.mark.parametrize("app", APPS)
def test_no_string_lacks_a_translation(app):
    assert list(messages.faults(messages.WEB / app)) == []


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="gettext is not installed")
@pytest.mark.parametrize("app", APPS)
def test_catalogues_are_as_the_code_says(app):
    assert list(messages.outdated(messages.WEB / app)) == []


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_keep_their_placeholders(app, language):
    path = messages.catalogue(messages.WEB / app, language)
    entries = messages.polib.pofile(str(path)) if path.exists() else []
    odd = [entry.msgid for entry in entries for text in told(entry) if not keeps(entry, text)]

    assert odd == []


def told(entry) -> list[str]:
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


def keeps(entry, text: str) -> bool:
    """A plural form may leave out its number ("one alert"); nothing else may go, and nothing may come."""
    wanted, found = (set(messages.PLACEHOLDER.findall(side)) for side in (entry.msgid_plural or entry.msgid, text))
    return found == wanted or (bool(entry.msgid_plural) and found <= wanted)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "تم لتنبيه واحد."),
        (2, "تم لتنبيهين."),
        (5, "تم لـ5 تنبيهات."),
        (11, "تم لـ11 تنبيهاً."),
        (100, "تم لـ100 تنبيه."),
    ],
)
def test_arabic_counts_in_its_six_forms(count, words):
    with translation.override("ar"):
        shown = translation.ngettext("Done for one alert.", "Done for %(count)s alerts.", count) % {"count": count}
    assert shown == words
