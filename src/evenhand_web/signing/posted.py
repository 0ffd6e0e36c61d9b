"""What a form that was signed brings: the words as they were signed, and the signature if there is one.

The browser's side is `frontend/src/sign/`: both put line ends and outer blanks into the same form.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from evenhand.cases.acts import Signature
from evenhand.foundation.instants import format_instant
from evenhand.foundation.texts import LANGUAGES

_HEX = re.compile(r"[0-9a-f]{1,128}")


def texts(post: Mapping[str, str]) -> dict[str, str]:
    r"""The words of the fields `text.<language>`, without those left empty, exactly as the browser signs them.

    >>> texts({"text.en": " We agree.\r\nFully. ", "text.ar": ""})
    {'en': 'We agree.\nFully.'}
    """
    found = {tag: post.get(f"text.{tag}", "").replace("\r\n", "\n").replace("\r", "\n").strip() for tag in LANGUAGES}
    return {tag: words for tag, words in found.items() if words}


def signed_at(post: Mapping[str, str], now: datetime) -> str:
    """When it was signed, as the signed statement says; now, where the browser has not signed."""
    return post.get("signed_at", "") if signature(post) else format_instant(now.replace(microsecond=0))


def signature(post: Mapping[str, str]) -> Signature | None:
    """The signature that the browser made; None: it has made none, and the server attests instead.

    One that is misshapen is given back and refused by `access.own_signature`: it is never replaced in silence.
    """
    if not post.get("signature_value"):
        return None
    return Signature(
        key=_hex(post.get("signature_key", "")),
        public_key=_hex(post.get("signature_public_key", "")),
        value=_hex(post["signature_value"]),
        held=post.get("signature_held", "")[:10],
    )


def _hex(value: str) -> str:
    return value if _HEX.fullmatch(value) else ""
