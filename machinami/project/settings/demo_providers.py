"""Settings of the demonstration providers' process: another company's pages, with what they need and no more."""

from __future__ import annotations

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from machinami.project.settings import *  # noqa: F403
from machinami.project.settings import BASE_URL, CONTENT_SECURITY_POLICY, PRODUCTION

if PRODUCTION:
    raise ImproperlyConfigured("the demonstration providers are not for production")

ROOT_URLCONF = "machinami.project.demo_urls"
WSGI_APPLICATION = "machinami.project.demo_wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.staticfiles", "csp", "django_tasks", "django_tasks_db",
    "machinami.ui", *(f"machinami.capabilities.{name}" for name in ("audit", "identity", "payments")),
]
MIDDLEWARE = [
    "machinami.project.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "machinami.ui.middleware.Language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
#: Its forms lead back to the city hall.
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"], "form-action": [SELF, BASE_URL], "connect-src": [NONE]}}
#: Cookies know hosts, not ports: on one machine the city hall's must stay its own.
CSRF_COOKIE_NAME = "demo_providers_csrf"
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
