"""Items of each type for the tests of this room."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from quorate.assessment import Item, parse_items, read_yaml

if TYPE_CHECKING:
    from quorate.curriculum import Problem

ITEMS = """
- id: downtime
  type: numeric
  facet: prove
  concepts: [independence]
  difficulty: -0.5
  parameters: {p: [0.01, 0.02, 0.05], n: [2, 3]}
  where: "p * n < 0.12"
  prompt: Each of {{ n }} replicas is down {{ p | percent(0) }} of the time.
  key: "(p ** n) * 525600"
  unit: min
  slips:
    - {key: "p * 525600", feedback: That is one replica alone.}
  feedback: Independent probabilities multiply.
- id: which
  type: choice
  facet: see
  concepts: [independence]
  prompt: Which takes all replicas at once?
  options:
    - {text: a rack, right: true, feedback: All stand in it.}
    - {text: a disk, right: false, feedback: Only one uses it.}
    - {text: a fan, right: false, feedback: Only one needs it.}
- id: several
  type: multi
  facet: solve
  concepts: [independence]
  prompt: What do the replicas share?
  options:
    - {text: the rack, right: true, feedback: They stand in it.}
    - {text: the feed, right: true, feedback: It feeds both.}
    - {text: the name, right: false, feedback: Names differ.}
    - {text: the disk, right: false, feedback: Disks differ.}
- id: order
  type: ordering
  facet: run
  concepts: [independence]
  prompt: Bring into an order that can have happened.
  events: {send: Client sends, receive: Node receives, reply: Node replies, tick: Clock ticks}
  before: [[send, receive], [receive, reply]]
- id: foresee
  type: predict
  facet: run
  concepts: [independence]
  prompt: The rack goes down. What does the service do?
  parameters: {struck: [r1, r2]}
  figure: main
  at: {struck: struck}
  options:
    - {text: It answers, when: "down == 0", feedback: Some replica was up.}
    - {text: It is silent, when: "down > 0", feedback: All were down.}
"""


@lru_cache
def items(text: str = ITEMS) -> dict[str, Item]:
    """Return the items of a text, which must be without problems."""
    problems: list[Problem] = []
    found = parse_items(read_yaml(text), "items.yaml", problems)
    assert [] == problems
    return {each.id: each for each in found}


def run(figure: str, parameters: Mapping[str, object]) -> dict[str, int]:
    """A recorded run: only rack r1 takes all down."""
    assert "main" == figure
    return {"down": 3 if parameters["struck"] == "r1" else 0}
