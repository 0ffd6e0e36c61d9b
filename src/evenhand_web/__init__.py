"""Evenhand in a browser: the Django project. Thin: what is computed comes from `evenhand`."""
