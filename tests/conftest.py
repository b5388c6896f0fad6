"""What all rooms share: the tiers of tests by cost, and one real browser a process."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT = Path(__file__).parent

# Together two thirds of the time of all tests that need no browser; each runs in `make test` and on every submission.
THOROUGH = frozenset(
    {
        "agreement/test_law_1.py",
        "agreement/test_platforms.py",
        "agreement/test_queues.py",
        "authoring/test_hostile.py",
        "authoring/test_problems.py",
        "checkers/test_register_mutants.py",
        "docs/test_explanations.py",
        "cli/test_simulate.py",
        "cli/test_sweep.py",
        "cli/test_explore.py",
        "cli/test_node.py",
        "frontend/test_build.py",
        "labs/test_explanations.py",
        "labs/test_job.py",
        "labs/test_place_replicas.py",
        "learner/test_feasibility.py",
        "learner/test_plan.py",
        "patterns/test_raft_runs.py",
        "patterns/test_siblings.py",
        "simulator/test_exhaustive.py",
        "simulator/test_clocks.py",
        "simulator/test_faults_inside.py",
        "simulator/test_networks.py",
        "simulator/test_properties.py",
        "simulator/test_shrink_kinds.py",
        "web/pages/test_links.py",
        "web/practice/test_evidence.py",
        "web/practice/test_explorables.py",
        "web/practice/test_hostile_code.py",
        "web/practice/test_verdict_fragment.py",
        "web/test_backup.py",
        "web/test_durability.py",
        "web/test_start.py",
        "workloads/test_exhaustive_questions.py",
    }
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is thorough; a file that no longer exists is an error, not a silent nothing."""
    missing = [name for name in sorted(THOROUGH) if not (ROOT / name).is_file()]
    if missing:
        raise pytest.UsageError(f"tests/conftest.py names files that do not exist: {missing}")
    for item in items:
        if item.path.is_relative_to(ROOT) and item.path.relative_to(ROOT).as_posix() in THOROUGH:
            item.add_marker("thorough")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's chromium; a second driver in the same process would not start."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "chromium is missing: scripts/ensure-chromium says how to get it"
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=path, args=flags)
        yield launched
        launched.close()
