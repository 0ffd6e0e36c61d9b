"""Sign-in pages and preferences."""

from web.matrix.table import Page, open_to

EVERYBODY = open_to(anonymous=200)
HOME_AGAIN = open_to(status=302, anonymous=200)
"""Open to strangers; whoever is signed in is sent to the start page."""

PAGES = {
    "accounts:profile": Page(status=open_to()),
    "accounts:language": Page(status=open_to(status=302), data={"language": "fr"}),
    "accounts:theme": Page(status=open_to(status=302), data={"theme": "dark"}),
    "accounts:organisation": Page(status=open_to(status=302), data={"membership": "1"}),
    "health": Page(status=EVERYBODY),
    # Pages of allauth.
    "account_login": Page(status=HOME_AGAIN),
    "account_logout": Page(status=open_to()),
    "account_inactive": Page(status=EVERYBODY),
    "account_signup": Page(status=HOME_AGAIN),
    # The people of these tests have no password with which they could confirm who they are.
    "account_reauthenticate": Page(status=open_to(status=403)),
    "account_email": Page(status=open_to()),
    "account_email_verification_sent": Page(status=EVERYBODY),
    "account_change_password": Page(status=open_to(status=302)),
    "account_set_password": Page(status=open_to()),
    "account_reset_password": Page(status=EVERYBODY),
    "account_confirm_login_code": Page(status=open_to(status=302)),
    "account_confirm_email": Page(status=EVERYBODY, kwargs=lambda: {"key": "none"}),
    "account_reset_password_from_key_done": Page(status=EVERYBODY),
    "account_reset_password_from_key": Page(status=EVERYBODY, kwargs=lambda: {"uidb36": "1", "key": "none"}),
    "account_reset_password_done": Page(status=EVERYBODY),
}
