"""Golden transcripts: `pytest tests/simulator --update-transcripts` writes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TRANSCRIPTS = Path(__file__).parent / "transcripts"
LINES_MAX = 60


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-transcripts",
        action="store_true",
        help="write the golden transcripts of the simulator anew; review the difference as code",
    )


@pytest.fixture
def check_transcript(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the committed transcript of this name, or write it."""

    def check(name: str, text: str) -> None:
        path = TRANSCRIPTS / f"{name}.txt"
        assert len(text.splitlines()) <= LINES_MAX, "nobody reads a longer transcript"
        if request.config.getoption("--update-transcripts", default=False):
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return check
