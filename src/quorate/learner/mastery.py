"""Mastery: the probability that a concept would be answered correctly now, from evidence.

Bayesian knowledge tracing (A. Corbett, J. Anderson, "Knowledge Tracing: Modeling the Acquisition
of Procedural Knowledge", 1994) with fixed parameters; slip and guess come from the item's type,
because a wrong guess value is the main cause of false mastery. The rule on top asks for one
success on something that cannot be guessed from a list, and for one on a later day: a later
study date and half a day of real time, since a study date alone moves with the time zone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from quorate.curriculum import Curriculum
from quorate.learner.evidence import Evidence
from quorate.learner.log import aliases_of, effective

MasteryState = Literal["unseen", "practised", "provisional", "mastered"]

LEARNING_RATE = 0.15
SLIP = 0.10
START_DEFAULT = 0.25
"""Without placement. Low enough that one numeric answer alone does not master."""
START_RANGE = (0.05, 0.90)
"""Placement alone can never master."""
PROBABILITY_MAX = 0.99
"""People forget and the model does not: capped, so that one failed review shows at once."""
THRESHOLD = 0.95
THRESHOLD_BASIC = 0.98
DESCENDANTS_OF_BASIC = 5
"""A concept with this many descendants is basic: more is built on it, so it must be surer."""
RECALL_AFTER = timedelta(hours=12)
"""Least real time from the first success to its recall; a study date is only a local one."""
HINT_SHOWS_STEP = 2
"""From this hint level on the solution step was shown: the answer is practice, not proof."""

GUESS: Mapping[str, float] = {
    "choice": 0.25,
    "multi": 0.05,
    "numeric": 0.02,
    "ordering": 0.05,
    "predict": 0.25,
    "anomaly": 0.02,
    "break-it": 0.01,
    "repair": 0.01,
    "design": 0.01,
    "lab": 0.01,
    "decision-lab": 0.01,
}
GUESS_UNKNOWN = 0.50
"""For a type without a known value: nearly nothing follows from a right answer."""
GUESS_MIN = 0.01

CHOICE_TYPES = ("choice", "multi")
LAB_TYPES = ("lab", "decision-lab", "repair", "design")
_KINDS = ("placement", "warm-up", "lesson", "lab", "exam", "project", "review", "override")
_LEARNING_KINDS = ("lesson", "lab", "project")


@dataclass(frozen=True, slots=True)
class Mastery:
    """What the evidence says about one concept."""

    probability: float
    state: MasteryState
    because: str


@dataclass(slots=True)
class _Track:
    """The running state of one concept; `since` is the success that gave provisional mastery."""

    probability: float
    threshold: float
    attempts: int = 0
    right: int = 0
    practice: int = 0
    solid: str = ""
    since: Evidence | None = None
    recalled: date | None = None
    seen: set[tuple[object, ...]] = field(default_factory=set)
    shown: set[tuple[str, date]] = field(default_factory=set)


def mastery(
    evidence: Iterable[Evidence],
    now: datetime,
    *,
    curriculum: Curriculum | None = None,
    start: Mapping[str, float] | None = None,
) -> dict[str, Mastery]:
    """Return the mastery of every concept that has evidence, as it stands at `now`.

    The curriculum gives current ids and tells which concepts are basic; `start` is the placement's
    probability by concept. Evidence after `now` does not count yet.
    """
    aliases = aliases_of(curriculum.aliases) if curriculum else None
    basic = basic_concepts(curriculum) if curriculum else frozenset()
    tracks: dict[str, _Track] = {}
    for event in effective(evidence, now=now, aliases=aliases):
        if event.kind not in _KINDS:
            continue
        for concept in event.concepts:
            if concept not in tracks:
                first = (start or {}).get(concept, START_DEFAULT)
                threshold = THRESHOLD_BASIC if concept in basic else THRESHOLD
                low, high = START_RANGE
                tracks[concept] = _Track(min(high, max(low, first)), threshold)
            _update(tracks[concept], event)
    return {concept: _judge(track) for concept, track in sorted(tracks.items())}


def mastery_of(known: Mapping[str, Mastery], concept: str) -> Mastery:
    """Return the mastery of a concept, unseen ones included."""
    return known.get(concept, Mastery(START_DEFAULT, "unseen", "no evidence yet"))


def basic_concepts(curriculum: Curriculum) -> frozenset[str]:
    """Return the concepts on which at least five others rest, directly or not."""
    rests_on: dict[str, set[str]] = {concept: set() for concept in curriculum.concepts}
    for concept in curriculum.concept_order():
        for needed in curriculum.concepts[concept].requires:
            if needed in rests_on:
                rests_on[concept] |= {needed} | rests_on[needed]
    counts = dict.fromkeys(rests_on, 0)
    for below in rests_on.values():
        for concept in below:
            counts[concept] += 1
    return frozenset(c for c, count in counts.items() if count >= DESCENDANTS_OF_BASIC)


def guess_of(event: Evidence) -> float:
    """Return the chance of a right answer without knowing: the record's own, or its type's."""
    if event.guess is not None:
        return max(GUESS_MIN, min(1.0 - SLIP, event.guess))
    return GUESS.get(event.item_type, GUESS_UNKNOWN)


def is_proof(event: Evidence) -> bool:
    """Say whether the answer can move mastery: graded, unaided, and verified if it is a run."""
    if event.outcome == "ungraded" or event.hint_level >= HINT_SHOWS_STEP:
        return False
    return not _is_practice(event)


def is_run(event: Evidence) -> bool:
    """Say whether a judged run stands behind the record, not an item."""
    return event.kind in ("lab", "project") or event.item_type in LAB_TYPES


def after_answer(probability: float, outcome: str, guess: float, *, slip: float = SLIP) -> float:
    """Return the probability after one answer (Bayes' rule); "does-not-know" is never a guess."""
    known, unknown = probability, 1.0 - probability
    if outcome == "right":
        hit, lucky = known * (1.0 - slip), unknown * guess
        return hit / (hit + lucky)
    miss = unknown * (1.0 if outcome == "does-not-know" else 1.0 - guess)
    return known * slip / (known * slip + miss)


def _update(track: _Track, event: Evidence) -> None:
    variant = (event.run_hash,) if is_run(event) else (event.item_id, event.variant_seed)
    # Practice proves nothing, and a variant answered before shows only its key: neither
    # is even a measured chance to learn, or repeating would add up to mastery.
    if event.outcome == "ungraded" or _is_practice(event) or _is_repeated(track, event, variant):
        track.practice += 1
        return
    track.seen.add(variant)
    learning = event.kind in _LEARNING_KINDS
    if not is_proof(event):
        track.practice += 1
        if learning:
            track.probability = _after_practice(track.probability)
        return
    track.attempts += 1
    track.probability = after_answer(track.probability, event.outcome, guess_of(event))
    if event.outcome == "right":
        # Judged before learning lifts it: what may have been learned since is not shown yet.
        # (With the lift, 6.6 % instead of 4.4 % of simulated masteries by choice items are false.)
        track.right += 1
        if is_run(event):
            track.shown.add(_lab_day(event))
        _note_success(track, event)
    if learning:
        track.probability += (1.0 - track.probability) * LEARNING_RATE
    track.probability = min(track.probability, PROBABILITY_MAX)
    if track.probability < track.threshold:
        track.since = None


def _is_practice(event: Evidence) -> bool:
    """Say whether it was recorded as practice: a run nobody verified, an answer whose key was known."""
    return event.state != "verified" if is_run(event) else event.state == "practised"


def _is_repeated(track: _Track, event: Evidence, variant: tuple[object, ...]) -> bool:
    """Say whether it shows nothing new: the same variant or run, or a lab held twice in a day."""
    if variant[0] and variant in track.seen:
        return True
    # One lab has several right answers, and who has found one knows the way to the others.
    return is_run(event) and event.outcome == "right" and _lab_day(event) in track.shown


def _lab_day(event: Evidence) -> tuple[str, date]:
    return (event.unit or event.item_id, event.study_date)


def _after_practice(probability: float) -> float:
    """Learning without proof lifts, but no further than placement could."""
    lifted = probability + (1.0 - probability) * LEARNING_RATE
    return max(probability, min(lifted, START_RANGE[1]))


def _note_success(track: _Track, event: Evidence) -> None:
    if is_run(event) or (event.item_type and event.item_type not in CHOICE_TYPES):
        track.solid = track.solid or _with_article(
            "lab" if is_run(event) else f"{event.item_type} item"
        )
    if track.probability < track.threshold or not track.solid:
        return
    if track.since is None:
        track.since = event
    elif event.study_date > track.since.study_date and event.at - track.since.at >= RECALL_AFTER:
        track.recalled = track.recalled or event.study_date


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _judge(track: _Track) -> Mastery:
    state, because = _verdict(track)
    return Mastery(track.probability, state, because)


def _verdict(track: _Track) -> tuple[MasteryState, str]:
    shown = f"{track.right} of {track.attempts} answers right"
    if track.attempts == 0:
        return "practised", "practised, nothing proved yet"
    if track.probability < track.threshold:
        sure = f"{track.probability:.0%} sure, {track.threshold:.0%} needed"
        return "practised", f"{shown}; {sure}"
    if not track.solid:
        return "practised", f"{shown}, all by choosing; one without a list is needed"
    if track.since is None:
        return "practised", f"{shown}; one more right answer is needed"
    if track.recalled is None:
        reason = f"{shown}, one on {track.solid}; to be confirmed on a later day"
        return "provisional", reason
    return "mastered", f"{shown}, one on {track.solid}; still known on {track.recalled}"
