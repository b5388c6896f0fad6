"""Whatever a learner hands in: a message with line and remedy, never a traceback of ours."""

import json
from random import Random

import pytest

from labs.files import lab, run
from quorate.labs.capture import Capture
from quorate.labs.surroundings import surroundings
from quorate.node import Machine
from quorate.workloads import BuildRequest

NODE = "from quorate.node import Error, Node, RemoteError, Timeout, ms\n"
PLACE = 'def place(machines, count):\n    return ["m01", "m07", "m10"]\n'


def gateway(body: str, *, head: str = "    async def on_get(self, src, key):\n") -> str:
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    return f"{NODE}{PLACE}class Gateway(Node):\n{head}{lines}"


REFUSED = {
    "does not parse": ("x = (\n", "syntax", 1, "'(' was never closed"),
    "holds a null character": ("x = 1\0", "syntax", None, "null"),
    "imports time": (f"import time\n{PLACE}", "load", 1, "the module time is not available"),
    "imports a part of os": (f"{PLACE}from os.path import join\n", "load", 3, "the module os.path"),
    "imports relatively": (f"from . import x\n{PLACE}", "load", 1, "the module ."),
    "opens a file": (f"{PLACE}data = open('x')\n", "load", 3, "open is not available"),
    "evaluates": ("def place(m, n):\n    return eval('1')\n", "load", 2, "eval is not available"),
    "reads its globals": (f"{PLACE}globals()\n", "load", 3, "globals is not available"),
    "reads the builtins": (f"{PLACE}__builtins__\n", "load", 3, "__builtins__ is not available"),
    "fails while it is loaded": (
        f"{PLACE}1 / 0\n",
        "load",
        3,
        "ZeroDivisionError: division by zero",
    ),
    "leaves while it is loaded": (f"{PLACE}raise SystemExit(0)\n", "load", 3, "SystemExit: 0"),
    "defines no place": ("x = 1\n", "load", None, "your solution defines no place"),
    "is empty": ("", "load", None, "your solution defines no place"),
    "is too long": ("#" * 100_001, "load", None, "the file has 100001 characters"),
    "has a handler without src": (
        f"{NODE}{PLACE}class Gateway(Node):\n    def on_get(self): pass\n",
        "load",
        None,
        "must take src first",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_unknown_with_line_and_remedy(name: str) -> None:
    source, kind, line, message = REFUSED[name]
    result = run(source, "racks")
    assert result.error is not None
    assert ("unknown", kind) == (result.verdict.kind, result.error.kind)
    assert message in result.error.message
    assert result.error.hint
    if line is not None:
        assert line == result.error.line


PLACEMENTS = {
    "raises": ("def place(machines, count):\n    return machines[99].id\n", 2, "IndexError"),
    "gives nothing": ("def place(machines, count):\n    pass\n", 1, "NoneType, not a list"),
    "gives numbers": (
        "def place(machines, count):\n    return [1, 2, 3]\n",
        1,
        "gave 1, which is no machine",
    ),
    "gives a text": ("def place(machines, count):\n    return 'm01'\n", 1, "str, not a list"),
    "gives a set of one": ("def place(machines, count):\n    return {'m01'}\n", 1, "1 machines"),
    "gives a set with a stranger": (
        "def place(machines, count):\n    return {'m01', 'm02', 3}\n",
        1,
        "gave 3, which is no machine",
    ),
    "gives something equal to everything": (
        (
            "class E:\n    def __eq__(self, o): return True\n    def __repr__(self): return 'E'\n"
            "def place(machines, count):\n    return [E(), E(), E()]\n"
        ),
        4,
        "gave E, which is no machine",
    ),
    "gives ids without end": (
        "import itertools\ndef place(machines, count):\n    return itertools.repeat('m01')\n",
        2,
        "gave 1000 machines",
    ),
    "fails while its ids are read": (
        "def place(machines, count):\n    return (1 / 0 for _ in machines)\n",
        2,
        "ZeroDivisionError",
    ),
    "gives something that cannot be compared": (
        (
            "class E:\n    def __eq__(self, o): raise RuntimeError('no')\n"
            "def place(machines, count):\n    return [E(), E(), E()]\n"
        ),
        2,
        "RuntimeError: no",
    ),
    "recurses for ever": (
        "def place(machines, count):\n    return place(machines, count)\n",
        2,
        "RecursionError",
    ),
    "takes other parameters": ("def place(machines):\n    return []\n", 1, "takes 1 positional"),
    "is no function": ("place = 3\n", None, "not callable"),
}


@pytest.mark.parametrize("name", PLACEMENTS)
def test_a_placement_that_cannot_be_is_violated_with_line_and_remedy(name: str) -> None:
    source, line, message = PLACEMENTS[name]
    result = run(source, "racks")
    assert result.error is not None
    assert ("violated", "placement") == (result.verdict.kind, result.error.kind)
    assert message in result.error.message
    assert line == result.error.line
    assert "Traceback" not in json.dumps(result.to_json())


HANDLERS = {
    "raises": ("raise KeyError('k')", 6, "KeyError"),
    "returns no message": ("return 42", 5, "42"),
    "returns a value that is no JSON": ("return {'type': 'get_ok', 'value': {1, 2}}", 5, "set"),
    "awaits a stranger": ("import json\nawait json", 7, "can't be used in 'await'"),
}


@pytest.mark.parametrize("name", HANDLERS)
def test_an_error_of_a_handler_is_violated_and_shows_its_line(name: str) -> None:
    body, line, message = HANDLERS[name]
    result = run(gateway(body), "failover")
    assert result.error is not None
    assert ("violated", "handler") == (result.verdict.kind, result.error.kind)
    assert message in result.error.message
    assert line == result.error.line
    assert result.failure is not None
    assert line == result.failure.learner_line
    assert "gateway had crashed" in result.failure.sentence


def test_a_flood_of_messages_ends_by_a_named_budget() -> None:
    result = run(gateway("while True: self.send(self.replicas[0], 'read', key=key)"), "failover")
    assert "unknown" == result.verdict.kind
    assert result.error is not None
    assert ("budget", None) == (result.error.kind, result.failure)
    assert "messages" in result.error.message


def test_what_is_printed_is_shown_and_capped() -> None:
    source = f"{PLACE}print('at load', 1, sep='-')\nfor _ in range(100_000): print('x' * 100)\n"
    output = run(source, "racks").output
    assert output.startswith("at load-1\nxxx")
    assert output.endswith("characters more were printed and dropped")
    assert len(output) < 21_000


def test_half_characters_in_the_output_do_not_break_the_result() -> None:
    result = run(f"{PLACE}print('\\ud800 half')\n", "racks")
    assert "? half\n" == result.output


def test_a_gateway_that_is_no_node_is_named() -> None:
    result = run(f"{PLACE}Gateway = 3\n", "failover")
    assert result.error is not None
    assert ("load", "write class Gateway(Node):") == (result.error.kind, result.error.hint)


def test_dataclasses_and_allowed_modules_work_in_a_learners_file() -> None:
    source = (
        "from __future__ import annotations\n"
        "import collections.abc, itertools\nfrom dataclasses import dataclass\n"
        "from typing import ClassVar\n"
        f"@dataclass\nclass P:\n    x: int\n    y: ClassVar[int] = 1\n{PLACE}"
    )
    assert "unknown" == run("from __future__ import annotations\n", "racks").verdict.kind
    assert "ok" == run(source, "racks").verdict.kind


def test_state_kept_between_runs_cannot_hide_a_failure() -> None:
    source = (
        f"{NODE}seen = []\n"
        "def place(machines, count):\n"
        "    seen.append(1)\n"
        "    return ['m01', 'm02', 'm03'] if len(seen) == 1 else ['m01', 'm07', 'm10']\n"
    )
    result = run(source, "racks", seeds=3)
    assert (3, "violated") == (result.seeds.violated, result.verdict.kind)


def test_a_handler_that_waits_for_ever_without_end_stops_at_a_named_limit() -> None:
    body = "while True: await self.sleep(1)"
    result = run(gateway(body), "failover", seeds=5)
    assert ("unknown", 1) == (result.verdict.kind, result.seeds.run)
    assert result.error is not None
    assert ("budget", True) == (result.error.kind, "events" in result.error.message)


def test_the_machines_that_place_is_shown_cannot_be_changed() -> None:
    source = (
        "def place(machines, count):\n"
        "    machines[0].labels['rack'] = 'r9'\n"
        "    return ['m01', 'm07', 'm10']\n"
    )
    result = run(source, "racks")
    assert result.error is not None
    assert ("placement", 2) == (result.error.kind, result.error.line)


@pytest.mark.parametrize(
    "given",
    [
        "['m10', 'm07', 'm01']",
        "('m01', 'm07', 'm10')",
        "{'m10', 'm01', 'm07'}",
        "frozenset(['m10', 'm01', 'm07'])",
        "{'m10': 1, 'm01': 2, 'm07': 3}.keys()",
        "(m.id for m in machines if m.id in ('m01', 'm07', 'm10'))",
        "filter(lambda one: one in ('m01', 'm07', 'm10'), (m.id for m in machines))",
    ],
)
def test_place_may_give_its_ids_in_whatever_can_be_gone_through(given: str) -> None:
    result = run(f"def place(machines, count):\n    return {given}\n", "racks")
    assert ("ok", ["m01", "m07", "m10"]) == (
        result.verdict.kind,
        sorted(result.figures["placement"]),
    )


def test_a_set_of_ids_is_sorted_so_that_runs_repeat() -> None:
    result = run("def place(machines, count):\n    return {'m10', 'm01', 'm07'}\n", "racks")
    assert ["m01", "m07", "m10"] == result.figures["placement"]


def test_what_place_does_to_its_machines_does_not_reach_the_world() -> None:
    topology = lab().steps[0].scenario.topology
    before = [(machine.id, dict(machine.labels)) for machine in topology]
    shown: list[Machine] = []

    def place(machines: list[Machine], count: int) -> list[str]:
        for machine in machines:
            object.__setattr__(machine, "id", f"m{13 - int(machine.id[1:]):02}")
            object.__setattr__(machine, "labels", {"rack": "none"})
        shown.extend(machines)
        del machines[:]
        return ["m01", "m07", "m10"]

    request = BuildRequest({}, Random, {"place": place})
    setup = lab().steps[0].scenario.build(request)
    assert (12, "m12") == (len(shown), shown[0].id)
    assert before == [(machine.id, dict(machine.labels)) for machine in setup.topology]


def test_a_mark_that_editors_put_before_a_file_is_not_read() -> None:
    assert "ok" == run(f"\ufeff{PLACE}", "racks").verdict.kind
    result = run(f"\ufeff{PLACE}1 / 0\n", "racks")
    assert result.error is not None
    assert ("load", 3) == (result.error.kind, result.error.line)


REACHES_OUT = {
    "through a module": ('import enum\nenum.sys.modules["os"]\n', 2, "modules"),
    "through a module's module": ("import json\njson.codecs.open('x')\n", 2, "codecs"),
    "through a module's private name": ("import collections\ncollections._sys\n", 2, "_sys"),
    "through an import of a name": ("from enum import sys\n", 1, "sys"),
    "through another import of a name": ("\nfrom json import codecs as c\n", 2, "codecs"),
    "through print": ("x = 1\nprint.__globals__\n", 2, "__globals__"),
    "through a method of a node": (f"{NODE}Node.call.__globals__\n", 2, "__globals__"),
    "through all classes": ("().__class__.__base__.__subclasses__()\n", 1, "__subclasses__"),
    "through a module's dict": ("import re\nre.__dict__['enum']\n", 2, "__dict__"),
    "through a generator": ("g = (i for i in [])\ng.gi_frame.f_globals\n", 2, "f_globals"),
    "through a coroutine": ("async def f(): pass\nf().cr_frame\n", 2, "cr_frame"),
    "through a traceback": (
        "try: 1 / 0\nexcept Exception as e: e.__traceback__.tb_frame\n",
        2,
        "tb_frame",
    ),
    "through getattr": ("getattr(print, '__globals__')\n", 1, "__globals__"),
    "through getattr with a name made up": (
        "n = '__glo' + 'bals__'\ngetattr(print, n)\n",
        2,
        "__globals__",
    ),
    "through a renamed getattr": (
        "g = getattr\n(g)(print, '__globals__', None)\n",
        2,
        "__globals__",
    ),
    "through a text that lies": (
        "class T(str):\n    def startswith(self, *a): return False\ngetattr(print, T('__globals__'))\n",
        3,
        "__globals__",
    ),
    "through attrgetter": ("import operator\noperator.attrgetter('sys')\n", 2, "attrgetter"),
    "through a pattern": ("match print:\n    case object(__globals__=g): pass\n", 2, "__globals__"),
    "through vars": ("import enum\nvars(enum)['sys']\n", 2, "vars"),
}


@pytest.mark.parametrize("name", REACHES_OUT)
def test_what_leads_out_of_a_lab_is_refused_with_line_and_remedy(name: str) -> None:
    source, line, word = REACHES_OUT[name]
    result = run(f"{source}{PLACE}", "racks")
    assert result.error is not None
    assert ("unknown", "load", line) == (
        result.verdict.kind,
        result.error.kind,
        result.error.line,
    )
    assert f"{word} is not available in a lab" in result.error.message
    assert result.error.hint


HONEST = {
    "classes with methods of their own": """
class Base:
    __slots__ = ("rack",)
    def __init__(self, rack): self.rack = rack
    def __repr__(self): return f"{self.__class__.__name__}({self.rack})"
    def __eq__(self, other): return self.rack == other.rack
    def __hash__(self): return 1
class Mine(Base):
    def __init__(self, rack):
        super().__init__(rack)
    def __repr__(self): return super().__repr__()
assert repr(Mine("r1")) == "Mine(r1)" and len({Mine("r1"), Mine("r1")}) == 1
""",
    "attributes by name": """
class Box: pass
box = Box()
for label in ("zone", "rack"):
    setattr(box, label, label[0])
    assert getattr(box, label) == label[0] and hasattr(box, label)
assert getattr(box, "feed", None) is None and not hasattr(box, "feed")
delattr(box, "rack")
""",
    "enumerations, named tuples, dataclasses": """
from __future__ import annotations
import dataclasses, enum, typing
from collections import namedtuple
class Label(enum.Enum):
    ZONE = "zone"
    RACK = "rack"
@dataclasses.dataclass(frozen=True, order=True)
class Choice:
    ids: tuple
    limit: typing.ClassVar[int] = 3
    def __post_init__(self): assert len(self.ids) <= self.limit
Point = namedtuple("Point", "x y")
@dataclasses.dataclass(frozen=True)
class Rounded:
    x: float
    def __post_init__(self): object.__setattr__(self, "x", round(self.x))
assert Rounded(1.2).x == 1 and list(Label.__members__) == ["ZONE", "RACK"]
assert Label("zone").name == "ZONE" and Choice(("a",)) < Choice(("b",))
assert [f.name for f in dataclasses.fields(Choice)] == ["ids"] and Point(1, 2)._replace(x=3).x == 3
""",
    "modules that may be imported": """
import bisect, collections.abc, copy, functools, heapq, itertools, json, math, operator, re, string
import quorate.node
from quorate.node import *
from operator import itemgetter
assert re.compile("a").match("a") and json.loads(json.dumps({"a": 1})) == {"a": 1}
assert sorted([(2, "a"), (1, "b")], key=itemgetter(0))[0] == (1, "b")
assert functools.reduce(operator.add, [1, 2]) == 3 and copy.deepcopy([1]) == [1]
assert isinstance([], collections.abc.Sequence) and quorate.node.ms(1) == ms(1)
""",
    "errors, generators and context": """
def numbers():
    yield from (1, 2)
try:
    raise ValueError("no") from None
except ValueError as error:
    assert type(error).__name__ == "ValueError" and str(error) == "no"
assert sum(numbers()) == 3 and __name__ == "solution"
if __name__ == "__main__":
    place([], 3)
""",
    "printing in every form": """
import itertools
print("a", 1, sep="-", end="!", flush=True)
list(map(print, "bc"))
""",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs_are_not_in_the_way_of_screening(name: str) -> None:
    source = HONEST[name]
    result = run(f"{source}{PLACE}", "racks")
    assert (None, "ok") == (result.error, result.verdict.kind)


def test_what_stands_for_a_builtin_carries_no_globals() -> None:
    names = surroundings(Capture())
    given = [names[name] for name in ("print", "getattr", "setattr", "__import__")]
    assert [False] * 4 == [hasattr(each, "__globals__") for each in given]


def test_labels_by_name_place_as_labels_by_attribute_do() -> None:
    source = (
        "from itertools import combinations\n"
        "def place(machines, count):\n"
        "    for chosen in combinations(machines, count):\n"
        "        if all(len({getattr(m, name) for m in chosen}) == count\n"
        "               for name in ('zone', 'rack', 'feed')):\n"
        "            return {m.id for m in chosen}\n"
    )
    assert "ok" == run(source, "hidden").verdict.kind
