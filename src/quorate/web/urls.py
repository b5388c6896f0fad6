"""Every address of the site. Each app brings its own; this file adds what belongs to none."""

from django.conf import settings
from django.urls import include, path, re_path

from quorate.web import health, static_files

handler400 = "quorate.web.error_pages.bad_request"
handler403 = "quorate.web.error_pages.permission_denied"
handler404 = "quorate.web.error_pages.not_found"
handler500 = "quorate.web.error_pages.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    re_path(r"^static/(?P<name>.+)$", static_files.serve, name="static"),
    *(path("", include(f"quorate.web.{app}.urls")) for app in settings.APPS),
]
