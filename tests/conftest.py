"""Where the pages' tests keep their workspace: a new folder for each test process, forgotten with it."""

import atexit
import os
import shutil
import tempfile

import django
from hypothesis import settings as hypothesis_settings

_workspace = tempfile.mkdtemp(prefix="evenhand-tests-")
atexit.register(shutil.rmtree, _workspace, ignore_errors=True)

# Before Django reads its settings.
os.environ["EVENHAND_WORKSPACE"] = _workspace
os.environ["EVENHAND_INSECURE_HTTP"] = "true"
os.environ["EVENHAND_SECRET_KEY"] = "only-for-tests"
os.environ["EVENHAND_CLOCK"] = "2020-12-29T12:00:00Z"
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand_web.config.settings"

django.setup()  # conftest files below import models

# No assertion of ours is about time: how fast a machine is at this moment is no fault of the code.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_configure(config):
    """What shares the tests out runs none itself, and its name of the settings must not reach those who do.

    Django would read its settings there, and with them this folder, before they come here and make one of their own.
    """
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        del os.environ["DJANGO_SETTINGS_MODULE"]
