"""Phrases: sentences that the library says to people, in every language of the interface, kept as YAML beside the code.

A catalogue is a folder with one YAML file a language, each a flat mapping from a key to a sentence with {details}.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES

NO_SUCH_PHRASE = ProblemKind(
    code="foundation.no-such-phrase",
    blame="operator",
    message="The phrase {key!r} is missing from {package} in {language}. Add it to {language}.yaml there.",
)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def catalogue(package: str, language: str) -> Mapping[str, str]:
    """All phrases of `package`, e.g. "evenhand.detection.phrases", in one language."""
    text = files(package).joinpath(f"{language}.yaml").read_text(encoding="utf-8")
    phrases: dict[str, str] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - safe, in C where there is one
    return phrases


def phrase(package: str, key: str, *, language: str = "en", **details: Any) -> str:
    """One sentence with its details filled in.

    Raises:
        NO_SUCH_PHRASE: the catalogue of that language lacks the key.
    """
    tag = language.lower() if language.lower() in LANGUAGES else "en"
    phrases = catalogue(package, tag)
    if key not in phrases:
        raise NO_SUCH_PHRASE(key=key, package=package, language=tag)
    return phrases[key].format(**details)
