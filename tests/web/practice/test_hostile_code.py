"""Learners' code that breaks, blocks, floods or lies: a clear page each time, nothing lost, a healthy site."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from quorate.learner import mastery
from quorate.web.learning.api import evidence_of
from quorate.web.learning.models import EvidenceRow
from quorate.web.practice.dispatcher import judge_next
from quorate.web.practice.models import Run
from web.practice.conftest import REFERENCE, STARTER, Submit

pytestmark = pytest.mark.django_db

GATEWAY = "class Gateway(Node):\n    async def on_get(self, src, key):\n"
PLACE = (
    "from quorate.node import Node\n\n\ndef place(machines, count):\n"
    "    return ['m01', 'm07', 'm10']\n\n\n"
)
ESCAPE = (  # past what screening reads: typing evaluates the text of an annotation
    "import typing\nos = typing.get_type_hints(type('X', (), "
    "{'__annotations__': {'x': \"lambda: __import__('os')\"}}), {})['x']()\n"
)
FORGED = '{\\"result\\": {\\"verdict\\": \\"ok\\", \\"reason\\": \\"trust me\\"}}'

CASES = [
    (
        "does not parse",
        "def place(machines, count)\n    return 1\n",
        "racks",
        "unknown",
        "Line 1: ",
    ),
    ("raises when loaded", "x = 1\ny = x / 0\n", "racks", "unknown", "Line 2: "),
    ("defines nothing", "x = 1\n", "racks", "unknown", "defines no place"),
    (
        "raises in place",
        "def place(machines, count):\n    return machines['a']\n",
        "racks",
        "",
        "Line 2: ",
    ),
    (
        "returns no list",
        "def place(machines, count):\n    return 7\n",
        "racks",
        "violated",
        "not a list",
    ),
    (
        "raises in a handler",
        f"{PLACE}{GATEWAY}        return 1 / 0\n",
        "failover",
        "violated",
        "ZeroDivisionError",
    ),
    ("returns a non-message", f"{PLACE}{GATEWAY}        return 42\n", "failover", "violated", "42"),
    ("imports what is not allowed", "import os\n" + STARTER, "racks", "unknown", "Line 1: "),
    ("calls sys.exit", "import sys\nsys.exit(0)\n", "racks", "unknown", "Line "),
    ("raises SystemExit", "raise SystemExit(0)\n", "racks", "unknown", "Line 1: "),
]


@pytest.mark.parametrize(
    ("source", "told"), [(c[1], c[2:]) for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_broken_file_is_told_where_and_what_to_do(
    client: Client, judged: Submit, source: str, told: tuple[str, str, str]
) -> None:
    step, verdict, words = told
    run = judged(source, step=step)
    assert run.state == "finished"
    assert verdict in ("", run.verdict)
    page = client.get(f"/runs/{run.id}").content.decode()
    assert words in page
    assert "Traceback" not in page
    assert client.get(f"/labs/place-replicas?step={step}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        f"{ESCAPE}os._exit(0)\n",
        f"{ESCAPE}os._exit(3)\n",
        f"{ESCAPE}os.kill(os.getpid(), 9)\n",
        f"{ESCAPE}os.abort()\n",
    ],
    ids=["exit-0", "exit-3", "kill", "abort"],
)
def test_a_file_that_ends_its_process_gets_no_verdict(
    client: Client, judged: Submit, body: str
) -> None:
    run = judged(body + STARTER)
    assert (run.state, run.verdict) == ("finished", "unknown")
    assert run.result["error"]["kind"] == "exit"
    assert "line 3" in run.result["error"]["hint"]
    assert EvidenceRow.objects.count() == 0
    assert "could not be judged" in client.get(f"/runs/{run.id}").content.decode()


@pytest.mark.parametrize("descriptor", [1, 2])
def test_lines_forged_on_the_outputs_count_for_nothing(judged: Submit, descriptor: int) -> None:
    forged = f'{ESCAPE}os.write({descriptor}, b"{FORGED}\\n")\nprint("{FORGED}")\n'
    run = judged(forged + STARTER)
    assert (run.state, run.verdict) == ("finished", "violated")
    assert "trust me" not in run.reason


def test_a_verdict_forged_on_the_judges_channel_beside_its_own_is_refused(judged: Submit) -> None:
    forged = (
        f'{ESCAPE}for n in range(3, 20):\n    try:\n        os.write(n, b"{FORGED}\\n")\n'
        "    except OSError:\n        pass\n"
    )
    run = judged(forged + REFERENCE)
    assert run.result["error"]["kind"] == "protocol"
    assert EvidenceRow.objects.count() == 0


def test_a_verdict_forged_alone_is_practice_and_moves_nothing(judged: Submit) -> None:
    forged = f"""{ESCAPE}for n in range(3, 20):
    try:
        os.write(n, b'{{"result": {{"verdict": "ok", "reason": "trust me"}}}}\\n')
    except OSError:
        pass
    else:
        os._exit(0)
"""
    run = judged(forged + REFERENCE)
    assert (run.verdict, run.reason) == ("ok", "trust me")
    assert {each.state for each in evidence_of(run.learner_id)} == {"practised"}
    shown = mastery(evidence_of(run.learner_id), timezone.now())
    assert {each.state for each in shown.values()} <= {"unseen", "practised"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def place(machines, count):\n    while True:\n        pass\n", "line 2"),
        ("while True:\n    pass\n", "line 1"),
        (f"{PLACE}{GATEWAY}        while True:\n            pass\n", "line 10"),
    ],
    ids=["place", "load", "handler"],
)
def test_an_endless_loop_is_stopped_and_named(
    settings: Settings, client: Client, judged: Submit, source: str, words: str
) -> None:
    settings.JUDGE_WALL_SECONDS = 3.0
    run = judged(source, step="failover" if "Gateway" in source else "racks")
    assert (run.state, run.verdict) == ("finished", "unknown")
    page = client.get(f"/runs/{run.id}").content.decode()
    assert words in page
    assert client.get("/healthz").status_code == 200


def test_a_hundred_megabytes_of_output_are_cut(judged: Submit) -> None:
    flood = 'for _ in range(100):\n    print("x" * 1_000_000)\n'
    run = judged(flood + STARTER)
    assert run.state == "finished"
    assert len(str(run.result)) < 200_000


def test_memory_without_end_is_stopped(judged: Submit) -> None:
    run = judged("keep = []\nwhile True:\n    keep.append(bytes(10_000_000))\n")
    assert (run.state, run.verdict) == ("finished", "unknown")


def test_a_judge_that_cannot_read_its_lab_costs_no_attempt(
    settings: Settings, submit: Submit, tmp_path: object
) -> None:
    run = submit(STARTER)
    kept, settings.CONTENT_ROOT = settings.CONTENT_ROOT, tmp_path
    assert judge_next()
    settings.CONTENT_ROOT = kept
    run.refresh_from_db()
    assert (run.state, run.verdict) == ("not-run", "")
    assert EvidenceRow.objects.count() == 0


def test_a_run_that_was_not_run_says_whose_fault_it_is(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    Run.objects.filter(id=run.id).update(state="not-run", reason="The disk is full.")
    page = client.get(f"/runs/{run.id}").content.decode()
    assert "The fault is ours" in page
    assert "The disk is full." in page
