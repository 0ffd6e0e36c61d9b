"""The WSGI entry: `granian --interface wsgi evenhand_web.config.wsgi:application --workers-kill-timeout 5`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand_web.config.settings")
application = get_wsgi_application()
