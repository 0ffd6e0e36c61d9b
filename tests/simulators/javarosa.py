"""The engine of ODK Collect (JavaRosa, out of the ODK Validate that pyxform carries): a second implementation of forms.

Source: getodk/javarosa; `FillForm.java` beside this file drives it.
"""

import functools
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyxform

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
PROGRAM = Path(__file__).parent / "FillForm.java"


def installed() -> bool:
    return shutil.which("javac") is not None


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form that was filled in: what was asked, what was refused, and what is sent."""

    languages: tuple[str, ...]
    asked: Mapping[str, str]
    """Path to the words of the question."""
    choices: Mapping[str, tuple[str, ...]]
    """Path to "value=words"."""
    tried: tuple[tuple[str, str, str], ...]
    """Path, what the engine said of a wrong answer, the message that people see."""
    refused: Mapping[str, str]
    """Paths whose right answer was refused after all."""
    xml: bytes


@functools.cache
def program() -> Path:
    """The compiled helper."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-javarosa-"))
    subprocess.run(["javac", "-nowarn", "-cp", str(JAR), "-d", str(folder), str(PROGRAM)], check=True)
    return folder


def fill(
    xform: bytes,
    *,
    folder: Path,
    language: str,
    answers: Mapping[str, str],
    wrong: Iterable[tuple[str, str]] = (),
    repeats: Mapping[str, int] | None = None,
    media: Mapping[str, bytes] | None = None,
) -> Filled:
    """Fill a form in, in `language`. The folder stands for the phone: what was saved last is remembered there."""
    for name, content in (media or {}).items():
        (folder / name).write_bytes(content)
    (folder / "form.xml").write_bytes(xform)
    lines = [f"{path}\t{value}" for path, value in answers.items()]
    lines += [f"!{path}\t{value}" for path, value in wrong]
    lines += [f"+{path}\t{count}" for path, count in (repeats or {}).items()]
    (folder / "answers.txt").write_text("\n".join(lines), encoding="utf-8")
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{JAR}:{program()}", "FillForm"]
    command += [str(folder / "form.xml"), str(folder), language, str(folder / "answers.txt")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    steps = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    assert "done" in [what for what, _path, _text in steps[-1:]], done.stderr[-3000:] + done.stdout[-1000:]
    choices: dict[str, list[str]] = {}
    for what, path, text in steps:
        if what == "choice":
            choices.setdefault(path, []).append(text)
    return Filled(
        languages=tuple(path for what, path, _text in steps if what == "language"),
        asked={path: text for what, path, text in steps if what == "asked"},
        choices={path: tuple(dict.fromkeys(found)) for path, found in choices.items()},
        tried=tuple((path, what.split()[1], text) for what, path, text in steps if what.startswith("tried")),
        refused={path: text for what, path, text in steps if what.startswith("answered") and what != "answered 0"},
        xml=(folder / "submission.xml").read_bytes(),
    )
