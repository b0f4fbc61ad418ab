import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machinami.project.settings")
application = get_wsgi_application()

# Threads that come back from the database wait for one that is busy; five milliseconds each time, unless told otherwise.
sys.setswitchinterval(0.001)
