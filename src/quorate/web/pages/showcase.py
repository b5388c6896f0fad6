"""What the design page shows besides the macros themselves."""

import functools
from pathlib import Path


@functools.cache
def grammar() -> str:
    """The drawing that shows every sign once; `@id` keeps its ids apart when it is shown twice."""
    return (Path(__file__).parent / "grammar.svg").read_text("utf-8")
