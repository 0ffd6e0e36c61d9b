"""The WSGI entry: `granian --interface wsgi evenhand_web.config.wsgi:application --workers-kill-timeout 5`."""

import os

from django.core.wsgi import get_wsgi_application

from evenhand_web.config.environment import SERVES_PAGES

os.environ[SERVES_PAGES] = "true"  # before the settings are read: pages speak to the database under the web role
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand_web.config.settings")
application = get_wsgi_application()
