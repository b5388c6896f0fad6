"""The labs as pages need them: loaded once, their text rendered."""

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from quorate.authoring import render_fragment
from quorate.labs import FormField, Lab, Step, load_labs
from quorate.web.content import site
from quorate.web.errors import NotHereError


@dataclass(frozen=True, slots=True)
class StepText:
    """One step, ready for the page."""

    step: Step
    number: int
    instructions_html: str
    hints_html: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabPage:
    """One lab, ready for the page."""

    lab: Lab
    primer_html: str
    intro_html: str
    steps: tuple[StepText, ...]
    version: str

    @property
    def slug(self) -> str:
        """The lab's slug."""
        return self.lab.slug

    @property
    def form(self) -> tuple[FormField, ...]:
        """The questions of a decision lab; none in a code lab."""
        return self.lab.form

    def step_text(self, step_id: str | None) -> StepText:
        """The step asked for, or the first."""
        if not step_id:
            return self.steps[0]
        for text in self.steps:
            if text.step.id == step_id:
                return text
        known = ", ".join(text.step.id for text in self.steps)
        raise NotHereError(f"This lab has no step {step_id!r}.", hint=f"Its steps: {known}.")

    def step_after(self, step_id: str) -> StepText | None:
        """The next step, if there is one."""
        place = self.step_text(step_id).number
        return self.steps[place] if place < len(self.steps) else None


def labs() -> dict[str, LabPage]:
    """Every lab by its slug."""
    return read_labs(settings.CONTENT_ROOT / "labs")


@functools.lru_cache(maxsize=4)
def read_labs(root: Path) -> dict[str, LabPage]:
    """Load and render the labs of a folder, once."""
    loaded, _ = load_labs(root)
    version = version_of(root)
    return {slug: page_of(lab, version) for slug, lab in loaded.items()}


def version_of(root: Path) -> str:
    """A hash of all that labs are made of: a run belongs to the text and the scenario it was made with."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def page_of(lab: Lab, version: str) -> LabPage:
    """Render what authors wrote."""
    return LabPage(
        lab=lab,
        primer_html=render_fragment(lab.primer_md),
        intro_html=render_fragment(lab.instructions_md),
        steps=tuple(
            StepText(
                step,
                number,
                render_fragment(step.instructions_md),
                tuple(render_fragment(hint) for hint in step.hints),
            )
            for number, step in enumerate(lab.steps, start=1)
        ),
        version=version,
    )


def lab_by_slug(slug: str) -> LabPage:
    """One lab, by its name or a former one; or a page that says what there is."""
    found = labs().get(slug) or labs().get(site().curriculum.aliases.get(slug, ""))
    if found is None:
        raise NotHereError(f"There is no lab {slug!r}.", hint="Practice lists all labs.")
    return found
