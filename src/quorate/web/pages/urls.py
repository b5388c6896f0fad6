"""Addresses of the public pages."""

from django.urls import path

from quorate.web.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("paths", views.paths, name="paths"),
    path("paths/<str:slug>", views.one_path, name="path"),
    path("practice", views.practice, name="practice"),
    path("library", views.library, name="library"),
    path("units/<str:unit_id>", views.unit, name="unit"),
    path("concepts/<str:concept_id>", views.concept, name="concept"),
    path("search", views.search, name="search"),
    path("design", views.design, name="design"),
    path("about", views.about, name="about"),
]
