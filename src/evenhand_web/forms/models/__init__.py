"""What the server keeps of the form in the browser: one key a person, nothing of what they write before it is sent."""

from evenhand_web.forms.models.key import OfflineKey

__all__ = ["OfflineKey"]
