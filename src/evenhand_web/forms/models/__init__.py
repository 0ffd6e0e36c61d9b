"""What the server keeps of the form in the browser: one key a person, and nothing that they write before they send it."""

from evenhand_web.forms.models.key import OfflineKey

__all__ = ["OfflineKey"]
