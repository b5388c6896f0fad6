"""Resolves the links of content to addresses, with "did you mean" for what leads nowhere."""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quorate.authoring.addresses import Addresses
from quorate.calculators import CALCULATORS
from quorate.curriculum import Curriculum, UnknownId, did_you_mean

_PAGES = (
    "", "design", "goal", "keep", "library", "paths", "plan", "practice", "profile", "search",
    "settings", "start", "today",
)  # fmt: skip
_SCHEMES = ("unit", "concept", "path", "lab", "calculator")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: its address, and the unit and anchor if it is one of ours."""

    address: str
    unit_id: str = ""
    anchor: str = ""


class BrokenLink(ValueError):  # noqa: N818 - becomes a problem
    """A link that leads nowhere; `hint` says what may have been meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Links:
    """Knows every page. `pages` maps content-relative Markdown paths to unit ids."""

    curriculum: Curriculum
    addresses: Addresses
    pages: Mapping[str, str]

    def resolve(self, href: str, folder: str, *, here: str = "") -> Target:
        """Return where a link leads from a folder of the content. Raises BrokenLink."""
        place, _, anchor = href.partition("#")
        scheme, colon, rest = place.partition(":")
        if not place:
            return Target(f"#{anchor}", here, anchor)
        if colon and scheme in ("http", "https", "mailto"):
            return Target(href)
        if colon and scheme in _SCHEMES:
            return self._named(scheme, rest, anchor)
        if colon:
            raise BrokenLink(f'the link "{href[:80]}" begins with an unknown word', _schemes())
        if place.startswith("/"):
            return self._absolute(place, anchor)
        return self._relative(place, folder, anchor)

    def _named(self, scheme: str, name: str, anchor: str) -> Target:
        suffix = f"#{anchor}" if anchor else ""
        if scheme == "calculator":
            _known(name, CALCULATORS, "calculator")
            return Target(self.addresses.of("calculator", name) + suffix)
        try:
            if scheme == "concept":
                found = self.curriculum.resolve_concept(name)
                return Target(self.addresses.of("concept", found.id) + suffix)
            if scheme == "path":
                path = self.curriculum.resolve_path(name)
                return Target(self.addresses.of("path", path.slug) + suffix)
            unit = self.curriculum.resolve(name)
        except UnknownId as error:
            meant = " or ".join(error.suggestions)
            hint = f"did you mean {meant}?" if meant else ""
            raise BrokenLink(f'there is no {scheme} "{name[:80]}"', hint) from None
        if scheme == "lab" and unit.kind != "lab":
            raise BrokenLink(f'"{name}" is a {unit.kind}, not a lab', f"write unit:{name}")
        return Target(self.addresses.of_unit(unit) + suffix, unit.id, anchor)

    def _absolute(self, place: str, anchor: str) -> Target:
        first, _, rest = place.strip("/").partition("/")
        suffix = f"#{anchor}" if anchor else ""
        if not rest and first in _PAGES:
            return Target((place if place == "/" else f"/{first}") + suffix)
        kinds = {"paths": "path", "concepts": "concept", "calculators": "calculator"}
        if rest and first in ("units", "laws", "labs", "exams", *kinds):
            return self._named(kinds.get(first, "unit"), rest, anchor)
        near = did_you_mean(first, _PAGES)
        hint = f"did you mean /{near[0]}?" if near else _schemes()
        raise BrokenLink(f'there is no page "{place[:80]}"', hint)

    def _relative(self, place: str, folder: str, anchor: str) -> Target:
        found = posixpath.normpath(posixpath.join(folder, place))
        for candidate in (found, f"{found}.md", f"{found}/lesson.md"):
            if candidate in self.pages:
                return self._named("unit", self.pages[candidate], anchor)
        near = did_you_mean(found, self.pages)
        hint = f"did you mean {near[0]}?" if near else _schemes()
        raise BrokenLink(f'there is no file "{place[:80]}"', hint)


def _known(name: str, names: Iterable[str], noun: str) -> None:
    known = list(names)
    if name not in known:
        near = did_you_mean(name, known)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise BrokenLink(f'there is no {noun} "{name[:80]}"', hint)


def _schemes() -> str:
    return f"write {', '.join(f'{each}:…' for each in _SCHEMES)}, a .md file or https://…"
