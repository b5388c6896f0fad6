"""Addresses of settings, profile and keeping one's work."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
