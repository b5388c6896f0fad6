"""An item as a page shows it: open, or answered with its feedback. The key is in it only then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from quorate.assessment import Grade, Item, Run, grade, make_variant
from quorate.learner import Evidence
from quorate.web.content import site
from quorate.web.learning.course import Place, item_hash
from quorate.web.learning.queries import Answered
from quorate.web.learning.seeds import next_seed

NOTHING = Markup()
OUTCOME_WORDS = {
    "right": "Right",
    "wrong": "Not right",
    "does-not-know": "You did not know",
    "ungraded": "Not graded",
}


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
    attempts: int
    question: bool
    problem: str = ""
    outcome: str = ""
    outcome_words: str = ""
    feedback: Markup = NOTHING
    key: Markup = NOTHING

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


def seeds_of(attempts: Sequence[Answered]) -> list[int]:
    """Return the seeds that were answered, each once."""
    seeds = (each.evidence.variant_seed for each in attempts)
    return list(dict.fromkeys(seed for seed in seeds if seed is not None))


def open_view(
    place: Place,
    seed: int,
    *,
    attempts: int = 0,
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
        attempts=attempts,
        question=place.question,
        problem=problem,
    )


def answered_view(place: Place, last: Answered, *, attempts: int, run: Run | None) -> ItemView:
    """Return an item with the feedback to the last answer."""
    evidence = last.evidence
    shown = open_view(place, evidence.variant_seed or 0, attempts=attempts, answer=last.answer)
    graded = regrade(place.item, evidence, last.answer, run)
    return ItemView(
        id=shown.id,
        type=shown.type,
        seed=shown.seed,
        prompt=shown.prompt,
        options=shown.options,
        unit=shown.unit,
        text=shown.text,
        attempts=attempts,
        question=place.question,
        outcome=evidence.outcome,
        outcome_words=OUTCOME_WORDS[evidence.outcome],
        feedback=fragment(graded.feedback_md, place.unit.id),
        key=fragment(graded.key_md, place.unit.id),
    )


def regrade(item: Item, evidence: Evidence, answer: Any, run: Run | None) -> Grade:  # noqa: ANN401
    """Return the feedback anew; the outcome that counts stays the recorded one."""
    if evidence.content_hash and evidence.content_hash != item_hash(item):
        told = "This question was changed after you answered; try it in its new form."
        return Grade("ungraded", 0.0, told, "")
    return grade(item, evidence.variant_seed or 0, answer, run=run)


def item_view(
    place: Place,
    answered: Sequence[Answered],
    learner_id: str,
    *,
    again: bool = False,
    run: Run | None = None,
) -> ItemView:
    """Return an item as it stands for a learner; `again` asks for the next variant."""
    attempts = attempts_at(place.item, answered)
    if attempts and not again:
        return answered_view(place, attempts[-1], attempts=len(attempts), run=run)
    seed = next_seed(place.item, learner_id, seeds_of(attempts))
    return open_view(place, seed, attempts=len(attempts))


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
