"""Catalogues of the strings that people see: collect them from the code, compile them, check that none is missing.

usage: tools/messages.py collect | compile | check

`collect` and `check` need Debian's gettext; `compile` is pure Python, for it is part of every set-up.
"""

import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "evenhand_web"
LANGUAGES = ("ar", "fr", "zh_Hans")
PROBLEMS = WEB / "web" / "problem_messages"
"""Package with the messages of all Problems: those of the library, and those of the pages."""
PARTS = {"library": "evenhand.", "pages": "evenhand_web."}
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "fr": "nplurals=2; plural=n > 1;",
    "zh_Hans": "nplurals=1; plural=0;",
}
"""From the Unicode CLDR."""


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+(?:![rs])?(?::[^}]*)?\}")


def apps() -> Iterator[Path]:
    """Folders of the apps, by name."""
    return (path.parent for path in sorted(WEB.glob("*/apps.py")))


def catalogue(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def collect(folder: Path) -> None:
    """Bring the catalogues of one app folder after its code, in a form that differs only where words do."""
    (folder / "locale").mkdir(exist_ok=True)
    arguments = ["makemessages", "--no-wrap", "--no-location", "--no-obsolete", "-v", "0"]
    for language in LANGUAGES:
        arguments += ["-l", language]
    program = "import django; from django.conf import settings; settings.configure(); django.setup(); "
    program += "from django.core.management import call_command; "
    program += f"call_command(*{arguments!r})"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run([sys.executable, "-c", program], cwd=folder, env=environment, check=True)
    for language in LANGUAGES:
        path = catalogue(folder, language)
        if path.exists():
            tidy(path, language)
            if not polib.pofile(str(path)):
                shutil.rmtree(path.parent.parent)


def tidy(path: Path, language: str) -> None:
    """Without dates and names in the head, sorted as gettext found them."""
    entries = polib.pofile(str(path), wrapwidth=0)
    entries.header = ""
    entries.metadata_is_fuzzy = None
    entries.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for entry in entries:
        entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        if entry.fuzzy:  # a guess of msgmerge is worse than a gap: the gap is reported
            entry.flags.remove("fuzzy")
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    entries.save(str(path))


def problem_messages() -> dict[Path, str]:
    """The modules that name the message of every ProblemKind for the translators, by their files."""
    sys.path.insert(0, str(ROOT / "src"))
    found: dict[str, tuple[str, str]] = {}
    with tempfile.TemporaryDirectory() as workspace:
        os.environ["EVENHAND_WORKSPACE"] = workspace
        os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand_web.config.settings"
        kind = importlib.import_module("evenhand.foundation.problems").ProblemKind
        importlib.import_module("django").setup()
        for name in modules():
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, kind):
                    part = next(part for part, prefix in PARTS.items() if name.startswith(prefix))
                    found.setdefault(value.code, (part, value.message))
    told = {PROBLEMS / f"{part}.py": messages_of(part, found) for part in PARTS}
    return {PROBLEMS / "__init__.py": JOINED, **told}


JOINED = '''"""Messages of all Problems, for the translators. Made by tools/messages.py; do not edit."""

from evenhand_web.web.problem_messages import library, pages

MESSAGES = {**library.MESSAGES, **pages.MESSAGES}
'''


def messages_of(part: str, found: dict[str, tuple[str, str]]) -> str:
    """One of the modules."""
    own = [(code, text) for code, (of, text) in sorted(found.items()) if of == part]
    lines = [
        f'"""Messages of the Problems of the {part}. Made by tools/messages.py; do not edit."""',
        "# ruff: noqa: E501",
        "",
        "from django.utils.translation import gettext_noop",
        "",
        "MESSAGES = {",
        *(f"    {quoted(code)}: gettext_noop({quoted(text)})," for code, text in own),
        "}",
        "",
    ]
    return "\n".join(lines)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def modules() -> Iterator[str]:
    """Every module whose Problems a page may show; the command line speaks English and is left out."""
    for package in ("evenhand", "evenhand_web"):
        folder = ROOT / "src" / package
        for module in pkgutil.walk_packages([str(folder)], f"{package}."):
            skip = {"migrations", "management", "cli", "simulation"} & set(module.name.split("."))
            skip |= {"problem_messages"} & set(module.name.split("."))
            if not skip and module.name != "evenhand_web.manage":
                yield module.name


def faults(app: Path) -> Iterator[str]:
    """What is missing in the catalogues of an app."""
    for language in LANGUAGES:
        path = catalogue(app, language)
        if not path.exists():
            continue
        place = path.relative_to(ROOT)
        for entry in polib.pofile(str(path)):
            told = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
            if not all(told) or entry.fuzzy:
                yield f"{place}: {entry.msgid!r} is not translated"
            elif entry.msgid_plural and len(entry.msgstr_plural) != int(PLURALS[language][9]):
                yield f"{place}: {entry.msgid!r} has {len(entry.msgstr_plural)} plural forms"


def outdated(app: Path) -> Iterator[str]:
    """Catalogues that differ from what the code says now."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        collect(copy)
        for language in LANGUAGES:
            kept, found = catalogue(app, language), catalogue(copy, language)
            texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in (kept, found)]
            if texts[0] != texts[1]:
                yield f"{kept.relative_to(ROOT)} is not as the code says: run `make messages` and translate what is new"


def check() -> list[str]:
    found = [fault for app in apps() for fault in (*outdated(app), *faults(app))]
    for path, content in problem_messages().items():
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            found.append(f"{path.relative_to(ROOT)} is not as the code says: run `make messages`")
    return found


def compile_all() -> None:
    """Write each catalogue in the form that Python's gettext reads, where it is newer than what is there."""
    for source in WEB.glob("*/locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def main(verb: str) -> int:
    if verb == "compile":
        compile_all()
    elif verb == "collect":
        for path, content in problem_messages().items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        for app in apps():
            collect(app)
    elif verb == "check":
        found = check()
        print("\n".join(found) or "All strings are translated.")
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
