"""The addresses of labs, runs, simulations and calculators."""

from django.urls import path

from quorate.web.practice import (
    calculator_pages,
    explorer_pages,
    lab_pages,
    run_pages,
    simulation_pages,
)

urlpatterns = [
    path("labs/<slug:slug>", lab_pages.lab, name="lab"),
    path("labs/<slug:slug>/runs", lab_pages.lab_runs, name="lab_runs"),
    path("labs/<slug:slug>/draft", lab_pages.draft, name="lab_draft"),
    path("labs/<slug:slug>/reset", lab_pages.reset_draft, name="lab_reset"),
    path(
        "labs/<slug:slug>/verdict-fragment", lab_pages.verdict_fragment, name="lab_verdict_fragment"
    ),
    path("runs/<str:run_id>", run_pages.run, name="run"),
    path("runs/<str:run_id>/cancel", run_pages.cancel, name="run_cancel"),
    path("runs/<str:run_id>/save", run_pages.save, name="run_save"),
    path("simulations/<str:slug>.json", simulation_pages.recording, name="recording"),
    path("simulations/<str:slug>", simulation_pages.simulation, name="simulation"),
    path(
        "simulations/<str:unit_id>/<slug:name>",
        simulation_pages.named_simulation,
        name="named_simulation",
    ),
    path("explorer", explorer_pages.explorer, name="explorer"),
    path("explorer/<str:slug>", explorer_pages.system, name="explorer_system"),
    path("explorer/<str:slug>/<str:step>", explorer_pages.step, name="explorer_step"),
    path("calculators/<slug:slug>", calculator_pages.calculator, name="calculator"),
]
