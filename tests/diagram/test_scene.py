"""A scene holds the whole run: nothing is lost on the way to JSON, and every word comes back."""

import itertools
import json

from hypothesis import given

from diagram.scenes import read_back, talkative_run
from diagram.traces import INVOKED, failing_read, trace_of
from quorate.diagram import Scene, StateChange, Violation, scene_of
from quorate.faults import FaultPlan, crash, link, partition, plan_of

NO_FAULTS = FaultPlan()
ALL_LINKS = [(a, b) for a in ("n1", "n2", "n3") for b in ("n1", "n2", "n3") if a != b]


def scene_of_plan(*faults: object) -> Scene:
    rows = [(t, "timer", node, None, "beat", None, None) for t in (1, 9) for node in ("n1", "n2")]
    return scene_of(trace_of(*rows, nodes=("n1", "n2", "n3")), plan_of(faults))  # type: ignore[arg-type]


def test_every_sentence_comes_back_from_the_columns() -> None:
    scene = scene_of(failing_read(), NO_FAULTS)
    assert [each.text for each in scene.happenings] == read_back(scene.to_json()).texts


def test_moments_and_ends_come_back_from_their_steps() -> None:
    scene = scene_of(failing_read(), NO_FAULTS)
    back = read_back(scene.to_json())
    assert [each.t_us for each in scene.happenings] == back.moments
    assert [each.index for each in scene.happenings] == back.records
    lasting = [(each.end_us if each.lasts else each.t_us) for each in scene.happenings]
    assert lasting == back.ends


@given(talkative_run())
def test_every_send_has_an_arrow_end_or_a_loss_or_is_still_under_way(rows: list) -> None:  # type: ignore[type-arg]
    scene = scene_of(trace_of(*rows, nodes=("n1", "n2", "n3")), NO_FAULTS)
    sent = [row[6] for row in rows if row[1] == "send"]
    ended = [row[6] for row in rows if row[1] in ("recv", "drop")]
    messages = [each for each in scene.happenings if each.kind == "message"]
    assert len(sent) == len(messages)
    for mid, message in zip(sent, messages, strict=True):
        assert (mid in ended) == (message.fate in ("arrived", "lost"))
        assert (message.end_us is not None) == (mid in ended)


@given(talkative_run())
def test_no_event_of_any_run_is_without_words_and_columns_are_of_one_length(rows: list) -> None:  # type: ignore[type-arg]
    scene = scene_of(trace_of(*rows, nodes=("n1", "n2", "n3")), NO_FAULTS)
    data = json.loads(json.dumps(scene.to_json()))
    assert [len(scene.happenings)] == list({len(column) for column in data["events"].values()})
    assert [each.text for each in scene.happenings] == read_back(data).texts
    assert scene.texts() == [
        f"{each.t_us / 1_000_000:.3f} s  {each.text}" for each in scene.happenings
    ]


def test_a_message_that_arrives_twice_is_two_arrows() -> None:
    scene = scene_of(
        trace_of(
            (1, "send", "m1", "m2", "ping", {"type": "ping"}, 1),
            (1, "dup", "m1", "m2", "ping", None, 1),
            (4, "recv", "m2", "m1", "ping", None, 1),
            (9, "drop", "m2", "m1", "ping", {"why": "down"}, 1),
        ),
        NO_FAULTS,
    )
    assert [("message", "arrived", 4), ("copy", "lost", 9)] == [
        (each.kind, each.fate, each.end_us) for each in scene.happenings
    ]
    assert "a second copy of m1's ping travels to m2; it is lost (m2 is down)" in scene.texts()[1]


def test_a_pause_ends_where_its_node_goes_down() -> None:
    scene = scene_of(
        trace_of(
            (1, "pause", "m1", None, None, {"fault": 1}, None),
            (5, "crash", "m1", None, None, {"fault": 2, "disk": "keep"}, None),
            (9, "restart", "m1", None, None, {"fault": 2}, None),
        ),
        NO_FAULTS,
    )
    assert [("pause", 5), ("crash", 9)] == [(each.kind, each.end_us) for each in scene.happenings]


def test_each_word_stands_once_however_often_it_is_used() -> None:
    rows = [(t, "log", "m1", None, "the same long text again", {}, None) for t in range(100)]
    text = json.dumps(scene_of(trace_of(*rows), NO_FAULTS).to_json())
    assert 1 == text.count("the same long text again")


def test_clients_stand_above_nodes_by_number_and_silent_nodes_have_a_line() -> None:
    rows = [
        (t, "invoke", client, "m1", "get", {"key": "k", "value": None}, None)
        for t, client in enumerate(("c10", "c2", "c1"))
    ]
    scene = scene_of(trace_of(*rows), NO_FAULTS)
    assert ["c1", "c2", "c10", "gateway", "m1", "m2"] == [lane.name for lane in scene.lanes]
    assert [True] * 3 + [False] * 3 == [lane.is_client for lane in scene.lanes]


def test_a_cut_with_sides_is_told_by_them_and_touches_its_lanes() -> None:
    both = [("n1", "n2"), ("n2", "n1"), ("n1", "n3"), ("n3", "n1")]
    (halves,) = scene_of_plan(partition(both, (5, 9))).bands
    assert ("n1 | n2, n3", ("n1", "n2", "n3")) == (halves.label, halves.lanes)
    (one_way,) = scene_of_plan(partition([("n1", "n2")], (5, None))).bands
    assert ("n1→n2", ("n1", "n2"), None) == (
        one_way.label.rpartition(" ")[2],
        one_way.lanes,
        one_way.until_us,
    )


def test_other_faults_are_told_in_the_words_of_the_plan() -> None:
    down, lossy, alike = scene_of_plan(
        crash(["n2"], (1, 4)),
        link((2, 5), pairs=[("n1", "n2")], loss=0.25),
        link((3, 5), pairs=ALL_LINKS, slow=2.0),
    ).bands
    assert "n2 down" == down.label
    assert "n1→n2: 25% of the messages lost" == lossy.label
    assert "links among n1, n2, n3: latency times 2" == alike.label


def test_what_was_accused_and_what_states_changed_go_along() -> None:
    states: list[StateChange] = [
        (2, "m1", {"term": 1, "log": [1, 2]}),
        (5, "m1", {"term": None}),
        (6, "x", {"a": 1}),
    ]
    scene = scene_of(
        failing_read(),
        NO_FAULTS,
        violating=[Violation(INVOKED, "it was never answered")],
        states=states,
    )
    data = scene.to_json({"title": "A read"})
    back = read_back(data)
    assert [[INVOKED, "it was never answered"]] == data["violations"]
    assert "A read" == data["about"]["title"]
    assert [
        (2_000, "m1", {"term": "1", "log": "[1, 2]"}),
        (3_000, "m1", {"term": "None"}),
    ] == back.states, "at the moment of its record"


def test_a_kind_of_record_that_nobody_foresaw_is_shown_as_it_is() -> None:
    scene = scene_of(trace_of((3, "clock{x}", "m1", None, "step", {"by": 5_000}, None)), NO_FAULTS)
    assert ["0.000 s  m1: clockx step 5000"] == scene.texts()


def test_two_hundred_records_more_cost_no_more_bytes_each() -> None:
    def size(count: int) -> int:
        rows = list(
            itertools.chain.from_iterable(
                (
                    (t * 50, "send", "m1", "m2", "ping", {"type": "ping", "turn": t % 7}, t),
                    (t * 50 + 20, "recv", "m2", "m1", "ping", None, t),
                )
                for t in range(count)
            )
        )
        return len(json.dumps(scene_of(trace_of(*rows), NO_FAULTS).to_json()))

    assert size(400) - size(200) <= 200 * 46
