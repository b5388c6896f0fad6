"""Ends what never returns: a handler in an endless loop gets its name said, and its process ends.

An interval timer interrupts the main thread a few times within the patience it is given and looks
at the world whose frames it finds there. The same handler at every look means that it does not
return. A loop inside a C function is not interrupted; who waits for a worker, or for the child of
a guard, kills it then.
"""

import signal
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import quorate
from quorate import node, simulator
from quorate.labs import FILENAME
from quorate.simulator import World

LOOKS = 4
ENGINE = tuple(str(Path(package.__file__ or "").parent) for package in (simulator, node))
OURS = (
    str(Path(quorate.__file__ or "").parent),
    *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<frozen",
)
"""Code that is nobody's scenario or solution."""
PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen to run: `moment` tells one event from another, `words` are for people."""

    moment: object
    words: str


@contextmanager
def watchdog(
    patience_s: float, stuck: Callable[[str], None], *, alive: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Call `stuck` with a sentence when one handler takes longer than the patience, else `alive`."""
    last: Sight | None = None
    looks = 0

    def look(_: int, frame: FrameType | None) -> None:
        nonlocal last, looks
        seen = sight_of(frame)
        same = seen is not None and last is not None and seen.moment == last.moment
        looks = looks + 1 if same else 0
        last = seen
        if seen is not None and looks >= LOOKS:
            stuck(f"{seen.words} has not returned for {patience_s:g} s")
        else:
            alive()

    former = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, patience_s / LOOKS, patience_s / LOOKS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def sight_of(frame: FrameType | None) -> Sight | None:
    """Find the world that runs, or somebody's own code that runs outside of any; else None."""
    handler = ""
    outside: Sight | None = None
    in_solution = False
    while frame is not None:
        code, world = frame.f_code, frame.f_locals.get("self")
        if code.co_name in ("run", "step") and isinstance(world, World):
            return _in_world(world, handler)
        if not code.co_filename.startswith(ENGINE):
            # The last one below the world's frame is the outermost: what the engine called.
            file = code.co_filename.rpartition("/")[2]
            handler = f"line {frame.f_lineno} of {file}, in {code.co_name}"
            is_solution = code.co_filename == FILENAME
            if is_solution:
                handler = f"line {frame.f_lineno} of the solution, in {code.co_name}"
            if is_solution or not (in_solution or code.co_filename.startswith(OURS)):
                # The line may change in a loop; the call does not, and kept it is no other one.
                outside, in_solution = Sight(frame, handler), is_solution
        frame = frame.f_back
    return outside


def _in_world(world: World, place: str) -> Sight | None:
    """Name node, handler, virtual time and event as the world does, and the line it is at.

    Between two events the engine works by itself, and may for long: it keeps states, and gathers
    what happened. Only what somebody else's code does there can be accused.
    """
    handling, event = world.handling(), world.agenda.event
    if handling is None or event is None:
        if not place:
            return None
        return Sight((world.now_us, place), f"the world, between two events ({place}),")
    return Sight((id(world), event[2]), f"{handling} ({place})" if place else f"{handling}")
