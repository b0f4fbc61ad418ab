"""The demonstration providers' own process: ``granian --interface wsgi machinami.project.demo_wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "machinami.project.settings.demo_providers"
application = get_wsgi_application()
