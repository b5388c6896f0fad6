"""Errors of the curriculum.

CurriculumError
├── UnknownId       an id that names nothing; carries "did you mean"
└── CyclicGraph     requirements that form a circle
"""


class CurriculumError(ValueError):
    """Base of what this package raises."""


class UnknownId(CurriculumError):  # noqa: N818 - the name says the situation
    """An id or slug that names nothing."""

    def __init__(self, noun: str, value: str, suggestions: tuple[str, ...]) -> None:
        self.noun = noun
        self.value = value
        self.suggestions = suggestions
        meant = " or ".join(f'"{each}"' for each in suggestions)
        hint = f" Did you mean {meant}?" if meant else ""
        super().__init__(f'There is no {noun} "{value}".{hint}')


class CyclicGraph(CurriculumError):  # noqa: N818 - the name says the situation
    """Requirements that form a circle, so that nothing can be learned first."""

    def __init__(self, cycle: tuple[str, ...]) -> None:
        self.cycle = cycle
        way = " → ".join((*cycle, cycle[0]))
        super().__init__(f"These require each other in a circle: {way}. Remove one requirement.")
