"""An item as a page shows it: open, or answered with its feedback. The key is in it only then."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import get_template
from markupsafe import Markup

from quorate.assessment import Grade, Item, Run, grade, make_variant
from quorate.web.content import site
from quorate.web.learning.course import Place, access_place, item_hash, run_of
from quorate.web.learning.queries import Answered
from quorate.web.learning.repeats import is_repeat
from quorate.web.learning.seeds import next_seed

NOTHING = Markup()
BLOCKS_MAX = 2048
OUTCOME_WORDS = {
    "right": "Right",
    "wrong": "Not right",
    "does-not-know": "You did not know",
    "ungraded": "Not graded",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One graded answer, as far as a page shows it; the answer as JSON text."""

    seed: int
    outcome: str
    content_hash: str
    answer: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option; `place` is where the learner put it, in an ordering."""

    id: str
    html: Markup
    chosen: bool
    place: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """All that the item's template needs."""

    id: str
    type: str
    seed: int
    prompt: Markup
    options: tuple[OptionView, ...]
    unit: str
    text: str
    question: bool
    problem: str = ""
    outcome: str = ""
    outcome_words: str = ""
    feedback: Markup = NOTHING
    key: Markup = NOTHING
    repeated: bool = False

    @property
    def answered(self) -> bool:
        """Whether feedback is shown instead of the form."""
        return bool(self.outcome)


def fragment(markdown: str, unit_id: str) -> Markup:
    """Return rendered Markdown of the course; authoring refuses anything that could run."""
    return Markup(site().render_fragment(markdown, unit_id=unit_id)) if markdown else Markup()  # noqa: S704


def inline(markdown: str, unit_id: str) -> Markup:
    """Return rendered Markdown without its paragraph, for a label."""
    html = fragment(markdown, unit_id).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return Markup(html[3:-4])  # noqa: S704
    return Markup(html)  # noqa: S704


def attempts_at(item: Item, answered: Sequence[Answered]) -> list[Answered]:
    """Return the answers to one item that were graded, in order."""
    return [
        each
        for each in answered
        if each.evidence.item_id == item.id and each.evidence.variant_seed is not None
    ]


def attempt_of(item: Item, answered: Answered, attempts: Sequence[Answered]) -> Attempt:
    """Return what a page shows of a record among all the learner's attempts."""
    evidence = answered.evidence
    return Attempt(
        evidence.variant_seed or 0,
        evidence.outcome,
        evidence.content_hash,
        json.dumps(answered.answer, sort_keys=True),
        is_repeat(item, answered, attempts),
    )


def seeds_of(attempts: Sequence[Answered]) -> list[int]:
    """Return the seeds that were answered, each once."""
    seeds = (each.evidence.variant_seed for each in attempts)
    return list(dict.fromkeys(seed for seed in seeds if seed is not None))


def open_view(
    place: Place,
    seed: int,
    *,
    answer: Any = None,  # noqa: ANN401 - as it was sent
    problem: str = "",
) -> ItemView:
    """Return an item that waits for its answer."""
    variant = make_variant(place.item, seed)
    return ItemView(
        id=place.item.id,
        type=variant.type,
        seed=seed,
        prompt=fragment(variant.prompt_md, place.unit.id),
        options=options_of(place, seed, answer),
        unit=variant.unit,
        text=answer if isinstance(answer, str) else "",
        question=place.question,
        problem=problem,
    )


def answered_view(place: Place, last: Attempt, *, run: Run | None) -> ItemView:
    """Return an item with the feedback to the last answer."""
    answer = json.loads(last.answer)
    graded = regrade(place.item, last, answer, run)
    return replace(
        open_view(place, last.seed, answer=answer),
        outcome=last.outcome,
        outcome_words=OUTCOME_WORDS[last.outcome],
        feedback=fragment(graded.feedback_md, place.unit.id),
        key=fragment(graded.key_md, place.unit.id),
        repeated=last.repeated,
    )


def regrade(item: Item, last: Attempt, answer: Any, run: Run | None) -> Grade:  # noqa: ANN401
    """Return the feedback anew; the outcome that counts stays the recorded one."""
    if last.content_hash and last.content_hash != item_hash(item):
        told = "This question was changed after you answered; try it in its new form."
        return Grade("ungraded", 0.0, told, "")
    return grade(item, last.seed, answer, run=run)


def block_of(
    place: Place, answered: Sequence[Answered], learner_id: str, *, again: bool = False
) -> Markup:
    """Return the HTML of an item as it stands for a learner; `again` asks for the next variant."""
    attempts = attempts_at(place.item, answered)
    if attempts and not again:
        last = attempt_of(place.item, attempts[-1], attempts)
        return kept_block(site().content_hash, place.item.id, last)
    seed = next_seed(place.item, learner_id, seeds_of(attempts))
    return kept_block(site().content_hash, place.item.id, seed)


@functools.lru_cache(maxsize=BLOCKS_MAX)
def kept_block(content_hash: str, item_id: str, shown: Attempt | int) -> Markup:
    """Return the HTML of an answer or of an open variant: the same for all who gave it or are asked it."""
    del content_hash
    place = access_place(item_id)
    if isinstance(shown, int):
        return block_html(open_view(place, shown))
    return block_html(answered_view(place, shown, run=run_of(place.unit.id)))


def block_html(view: ItemView) -> Markup:
    """Return the HTML of one item."""
    return Markup(get_template("learning/item.html").render({"item": view}))  # noqa: S704


def options_of(place: Place, seed: int, answer: Any) -> tuple[OptionView, ...]:  # noqa: ANN401
    """Return the options in the variant's order, with what was chosen."""
    places: Mapping[str, str] = {}
    chosen: set[str] = set()
    if isinstance(answer, dict):
        places = {str(key): str(value) for key, value in answer.items()}
    elif isinstance(answer, list):
        chosen = {str(each) for each in answer}
    elif answer is not None:
        chosen = {str(answer)}
    variant = make_variant(place.item, seed)
    return tuple(
        OptionView(
            each.id, inline(each.text_md, place.unit.id), each.id in chosen, places.get(each.id, "")
        )
        for each in variant.options
    )
