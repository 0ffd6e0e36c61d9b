"""Text in several languages, equally authentic.

Source: design, section 3 ("any language equally").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LANGUAGES = ("en", "ar", "fr", "zh-hans")


@dataclass(frozen=True, slots=True)
class Text:
    """The same text in one or more languages, keyed by language tag in lower case."""

    by_language: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The text in `language`, else in English, else in the first language it has; "" when it has none.

        >>> Text({"ar": "سرت", "en": "Sirte"}).in_language("fr")
        'Sirte'
        """
        for tag in (language.lower(), language.lower().split("-")[0], "en"):
            if tag in self.by_language:
                return self.by_language[tag]
        return next(iter(self.by_language.values()), "")

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_language.values())

    def __str__(self) -> str:
        return self.in_language("en")
