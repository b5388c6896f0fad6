"""The curriculum as the command line reads it: data only, no pages are rendered."""

from pathlib import Path

from quorate.cli.errors import CommandError
from quorate.cli.places import content_root
from quorate.curriculum import Curriculum


def load(chosen: Path | None = None) -> Curriculum:
    """Read the curriculum; one with problems in its data is refused, with the way to see them."""
    from quorate.authoring import load_curriculum

    curriculum, problems = load_curriculum(content_root(chosen))
    if not curriculum.paths:
        first = f"{problems[0].path}:{problems[0].line} {problems[0].message}" if problems else ""
        raise CommandError(
            f"the curriculum has no paths. {first}".strip(),
            hint="`quorate content check` lists every problem.",
        )
    return curriculum
