"""The prerequisite graph: cycles, order, closure. Works on plain mappings of id to required ids."""

from collections.abc import Iterable, Mapping

from quorate.curriculum.errors import CyclicGraph

Requires = Mapping[str, Iterable[str]]


def find_cycle(requires: Requires) -> tuple[str, ...]:
    """Return one cycle as ids in order, or an empty tuple. Unknown ids count as roots."""
    done: dict[str, bool] = {}
    for root in requires:
        if root not in done:
            cycle = _walk(root, requires, done)
            if cycle:
                return cycle
    return ()


def _walk(root: str, requires: Requires, done: dict[str, bool]) -> tuple[str, ...]:
    """Depth-first from one root without recursion: content may be hostile and deep."""
    trail = [root]
    pending = [iter(requires.get(root, ()))]
    done[root] = False
    while pending:
        following = next(pending[-1], None)
        if following is None:
            done[trail.pop()] = True
            pending.pop()
        elif done.get(following) is False:
            return tuple(trail[trail.index(following) :])
        elif following in requires and following not in done:
            done[following] = False
            trail.append(following)
            pending.append(iter(requires[following]))
    return ()


def topological_order(requires: Requires) -> tuple[str, ...]:
    """Return every id after all it requires; ties keep the mapping's order.

    Raises CyclicGraph with one of the cycles.
    """
    cycle = find_cycle(requires)
    if cycle:
        raise CyclicGraph(cycle)
    placed: dict[str, None] = {}
    for root in requires:
        _place(root, requires, placed)
    return tuple(placed)


def _place(root: str, requires: Requires, placed: dict[str, None]) -> None:
    stack = [root]
    while stack:
        current = stack[-1]
        missing = [each for each in requires[current] if each in requires and each not in placed]
        if current in placed or not missing:
            stack.pop()
            placed.setdefault(current)
        else:
            stack.extend(reversed(missing))


def closure(requires: Requires, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids and everything they require, directly or not, requirements first.

    Raises CyclicGraph.
    """
    wanted: dict[str, None] = {}
    stack = [each for each in ids if each in requires]
    while stack:
        current = stack.pop()
        if current not in wanted:
            wanted[current] = None
            stack.extend(each for each in requires[current] if each in requires)
    return topological_order({each: requires[each] for each in requires if each in wanted})
