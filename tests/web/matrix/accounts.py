"""Sign-in pages and preferences."""

from web.matrix.table import ANONYMOUS, ROLES, Page, open_to

HOME_AGAIN = {ANONYMOUS: 200, **dict.fromkeys(ROLES, 302)}
"""Open to strangers; whoever is signed in is sent to the start page."""
EVERYBODY = open_to(anonymous=200)

PAGES = {
    "accounts:profile": Page(status=open_to()),
    "accounts:language": Page(status=open_to(status=302), data={"language": "fr"}),
    "accounts:theme": Page(status=open_to(status=302), data={"theme": "dark"}),
    "accounts:organisation": Page(status=open_to(status=302), data={"membership": "1"}),
    "health": Page(status=EVERYBODY),
}
