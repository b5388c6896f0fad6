"""Addresses of lessons, exams, items, the plan, Today and progress."""

from django.urls import path

from quorate.web.learning import exam_pages, item_pages, lesson_pages, plan_pages, profile_pages
from quorate.web.learning import today as today_pages

urlpatterns = [
    path("laws/<str:unit_id>", lesson_pages.lesson, name="lesson"),
    path("order", lesson_pages.choose_order, name="order"),
    path("items/<str:item_id>", item_pages.item, name="item"),
    path("items/<str:item_id>/answer", item_pages.answer, name="answer"),
    path("exams/<str:unit_id>", exam_pages.exam, name="exam"),
    path("start", plan_pages.goal, name="goal"),
    path("plan", plan_pages.plan, name="plan"),
    path("today", today_pages.today, name="today"),
    path("profile", profile_pages.profile, name="profile"),
    path("sitting", profile_pages.sitting, name="sitting"),
]
