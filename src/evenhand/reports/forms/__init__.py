"""Forms: one definition for phones and browsers, and what comes back from them as a record.

The text of the forms stands in `kinds/` (which parts, in which order), `parts/` (the questions) and `lists.yaml`. It is
XLSForm, written as YAML so that people can read a change of it.
"""
