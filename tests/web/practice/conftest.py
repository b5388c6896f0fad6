"""Learners, runs and solutions for the tests of practice; judging is called, not left to a thread."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from quorate.web.practice.dispatcher import judge_next
from quorate.web.practice.models import Draft, Run

ROOT = Path(__file__).parents[3]
STARTER = (ROOT / "content/labs/place-replicas/starter.py").read_text("utf-8")
REFERENCE = (ROOT / "solutions/place-replicas/reference.py").read_text("utf-8")
RUNS = "/labs/place-replicas/runs"

Submit = Callable[..., Run]


@pytest.fixture(autouse=True)
def judged_by_hand(settings: Settings) -> None:
    settings.JUDGING = False


@pytest.fixture
def submit(client: Client, db: None) -> Submit:
    """Send a solution of place-replicas as a browser without script does; not judged yet."""

    def send(source: str, *, step: str = "racks", **fields: str) -> Run:
        stored = Draft.objects.values_list("version", flat=True).first()
        form = {"source": source, "step": step, "draft_version": str(stored or 0)}
        response = client.post(RUNS, {**form, **fields})
        assert response.status_code == 302, response.content.decode()[:400]
        return Run.objects.get(id=response["Location"].rsplit("/", 1)[1])

    return send


@pytest.fixture
def judged(submit: Submit) -> Submit:
    """The same, judged."""

    def send(source: str, **fields: str) -> Run:
        run = submit(source, **fields)
        assert judge_next()
        run.refresh_from_db()
        return run

    return send


@pytest.fixture
def other() -> Client:
    """Another person's browser."""
    return Client()
