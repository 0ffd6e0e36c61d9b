"""One's own signing keys: for everybody who is signed in; those of others are not there."""

from web.matrix.table import Page, open_to


def of_nobody() -> dict[str, str]:
    return {"key": "00" * 32}


PAGES = {
    "signing:keys": Page(status=open_to()),
    "signing:challenge": Page(status=open_to(), data={"any": "thing"}),
    # Nothing was shown.
    "signing:enrol": Page(status=open_to(status=400), data={"label": "Laptop"}),
    "signing:trial": Page(status=open_to(), data={"text_en": "A line."}),
    "signing:rename": Page(status=open_to(status=404), kwargs=of_nobody, data={"label": "Desk"}),
    "signing:retire": Page(status=open_to(status=404), kwargs=of_nobody, data={"reason": "lost"}),
}
