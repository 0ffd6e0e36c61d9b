"""Messages of all Problems, for the translators. Made by tools/messages.py; do not edit."""
