"""Messages of all Problems, for the translators. Made by tools/messages.py; do not edit."""

from evenhand_web.web.problem_messages import library, pages

MESSAGES = {**library.MESSAGES, **pages.MESSAGES}
