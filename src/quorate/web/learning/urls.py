"""Addresses of lessons, exams, plan, today and progress."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
