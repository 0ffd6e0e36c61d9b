"""Names of keys, and figures as people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from evenhand.agreements.model import Agreement
from evenhand.cases.counting.rules import Rule
from evenhand.cases.counting.totals import Figure
from evenhand.cases.counting.wording import cause_words, kind_words
from evenhand_web.totals import words
from evenhand_web.totals.plots import Bar

register = template.Library()


def language() -> str:
    """The reader's."""
    return (get_language() or "en").lower()


def key_name(key: str | None, by: str, agreement: Agreement) -> str:
    """What a key is called in the reader's language; an id that the agreement does not have stays an id."""
    if key is None:
        return gettext("not stated")
    if by == "type":
        return kind_words(key, language=language())
    known = {"place": (*agreement.places, *agreement.areas), "party": agreement.parties}.get(by, ())
    return next((one.name.in_language(language()) for one in known if one.id == key), key)


@register.simple_tag
def named(key: str | None, by: str, agreement: Agreement) -> SafeString | str:
    """A key as people call it; weeks and coordinates keep their direction."""
    if by == "week" and key is not None:
        return format_html('<time datetime="{0}"><bdi dir="ltr">{0}</bdi></time>', key)
    return format_html("<bdi>{}</bdi>", key_name(key, by, agreement))


@register.filter
def figure(value: Figure | None) -> SafeString | str:
    """Best (low–high), isolated left to right."""
    return "" if value is None else format_html('<bdi dir="ltr" class="number">{}</bdi>', str(value))


@register.filter
def share(value: float | None) -> SafeString | str:
    """A share in whole percents; empty where it is not known."""
    return "" if value is None else format_html('<bdi dir="ltr">{} %</bdi>', f"{value * 100:.0f}")


@register.filter
def plain_share(value: float) -> str:
    """The same without markup, for titles."""
    return f"{value * 100:.0f} %"


@register.filter
def signed(value: int) -> SafeString:
    """A change with its sign."""
    return format_html('<bdi dir="ltr" class="number">{}</bdi>', f"{value:+d}".replace("-", "\u2212") if value else "0")


@register.filter
def unit_words(rule: Rule) -> str:
    """How a rule counts, in a sentence."""
    return str(words.UNITS[rule.says.counts or "each"])


@register.filter
def cause_names(rule: Rule) -> str:
    """The causes that a rule leaves out."""
    return gettext(", ").join(cause_words(one, language=language()) for one in rule.says.leave_out)


@register.filter
def kind_names(rule: Rule) -> str:
    """The kinds that a rule counts."""
    return gettext(", ").join(kind_words(one, language=language()) for one in rule.says.kinds)


@register.filter
def left_of(bar: Bar) -> str:
    """Where a bar begins, for SVG: a point and never a comma."""
    return f"{bar.x - bar.width / 2:.2f}"


@register.filter
def svg(value: float) -> str:
    """A number for SVG: a point and never a comma, whatever the language."""
    return f"{value:.2f}"


@register.simple_tag
def minus(one: float, other: float) -> str:
    """The difference of two numbers for SVG."""
    return f"{one - other:.2f}"
