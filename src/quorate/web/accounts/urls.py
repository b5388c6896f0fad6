"""Addresses of settings and of keeping one's work."""

from django.urls import path

from quorate.web.accounts import views

urlpatterns = [
    path("settings", views.settings, name="settings"),
    path("settings/delete", views.delete, name="delete"),
    path("keep", views.keep, name="keep"),
    path("keep/file", views.export_file, name="export"),
    path("keep/import", views.import_file, name="import"),
    path("keep/<str:secret>", views.recover, name="recover"),
]
