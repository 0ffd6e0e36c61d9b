"""OpenRosa, as ODK Collect and KoboCollect speak it: lists of forms, forms, their files, and submissions.

Sources: OpenRosa 1.0 (form list, form submission, HTTP request, authentication APIs); the rules that Collect enforces.
"""
