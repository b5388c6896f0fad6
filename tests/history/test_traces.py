"""A trace keeps its records, its hash is the one the format promises, and damage is noticed."""

from __future__ import annotations

import hashlib

import pytest

from quorate.history import Trace, TraceFormatError, TraceRecord, dump_trace, load_trace

FLAT = [
    *(0, "send", "a", "b", "ping", {"type": "ping", "text": "né"}, 1),
    *(1500, "recv", "b", "a", "ping", None, 1),
    *(2000, "crash", "b", None, None, {"fault": 1}, None),
]


def test_records_are_read_seven_slots_at_a_time() -> None:
    records = list(Trace({}, FLAT).records())
    assert 3 == len(Trace({}, FLAT)) == len(records)
    assert TraceRecord(1500, "recv", "b", "a", "ping", None, 1) == records[1]


def test_the_hash_is_of_the_canonical_json_of_the_flat_list() -> None:
    canonical = (
        '[0,"send","a","b","ping",{"type":"ping","text":"n\\u00e9"},1,'
        '1500,"recv","b","a","ping",null,1,2000,"crash","b",null,null,{"fault":1},null]'
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == Trace({}, FLAT).hash()


def test_loading_what_was_dumped_gives_the_same_trace() -> None:
    trace = Trace({"seed": 7, "nodes": ["a", "b"]}, list(FLAT))
    assert trace == load_trace(dump_trace(trace).splitlines())


def test_a_changed_record_is_noticed_on_load() -> None:
    changed = dump_trace(Trace({}, list(FLAT))).replace("1500", "1501")
    with pytest.raises(TraceFormatError, match="make it again from its seed"):
        load_trace(changed.splitlines())


@pytest.mark.parametrize("line", ["", "{}", '{"quorate_trace":9}', "[", "[]"])
def test_a_file_that_is_no_trace_is_refused(line: str) -> None:
    with pytest.raises(TraceFormatError):
        load_trace([line])
