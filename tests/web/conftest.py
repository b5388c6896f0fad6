"""What tests of the site share: a data directory of their own, and a small course when asked for."""

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from quorate.web import content
from quorate.web.learning import course

FIXTURES = Path(__file__).parent / "fixtures"
sys.path.insert(0, str(Path(__file__).parent))  # for learning_acts, which is no test
LESSON = "/laws/shared-fate"


@pytest.fixture(autouse=True, scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    before = settings.DATA_DIR
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    yield settings.DATA_DIR
    settings.DATA_DIR = before


@pytest.fixture
def small_course() -> Iterator[None]:
    """The fixture content instead of the shipped one: quick to load, and it never changes."""
    before = settings.CONTENT_ROOT
    settings.CONTENT_ROOT = FIXTURES / "content"
    forget()
    content.site()
    yield
    settings.CONTENT_ROOT = before
    forget()


def forget() -> None:
    content.site.cache_clear()
    course._places.cache_clear()


@pytest.fixture
def guest(client: Client, small_course: None, db: None) -> Client:
    """A browser whose person has done one thing."""
    response = client.post("/settings", {"theme": "dark", "zone": "Europe/Berlin", "name": "Ada"})
    assert response.status_code == 303
    return client


@pytest.fixture
def rng() -> Random:
    return Random(7)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Move the site's clock forward."""
    moved = timedelta()

    def move(**by: float) -> None:
        nonlocal moved
        moved += timedelta(**by)

    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + moved)
    return move
