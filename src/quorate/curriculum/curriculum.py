"""The whole course as one immutable value, with look-up by id, alias and concept."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from quorate.curriculum.errors import UnknownId
from quorate.curriculum.graph import closure, topological_order
from quorate.curriculum.problems import did_you_mean
from quorate.curriculum.types import Concept, LessonOutline, Parts, Path, Unit

# Who introduces a concept, if several units teach it: reading before doing before showing.
_INTRODUCES = ("lesson", "pattern", "practice", "case", "lab", "project", "capstone", "exam")


@dataclass(frozen=True)
class Curriculum:
    """Concepts, units and paths by id. Build one with `Curriculum.from_parts`."""

    concepts: Mapping[str, Concept]
    units: Mapping[str, Unit]
    paths: Mapping[str, Path]
    lessons: Mapping[str, LessonOutline]
    aliases: Mapping[str, str]
    content_hash: str = ""

    @classmethod
    def from_parts(cls, parts: Parts, *, content_hash: str = "") -> "Curriculum":
        """Index the parts. The first of two equal ids wins; the content check reports the other."""
        aliases: dict[str, str] = {}
        for unit in parts.units:
            for alias in unit.aliases:
                aliases.setdefault(alias, unit.id)
        for path in parts.paths:
            for alias in path.aliases:
                aliases.setdefault(alias, path.slug)
        return cls(
            concepts=_index({each.id: each for each in reversed(parts.concepts)}),
            units=_index({each.id: each for each in reversed(parts.units)}),
            paths=_index({each.slug: each for each in reversed(parts.paths)}),
            lessons=_index({each.unit: each for each in reversed(parts.lessons)}),
            aliases=MappingProxyType(aliases),
            content_hash=content_hash,
        )

    def resolve(self, unit_id: str) -> Unit:
        """Return the unit of an id or alias. Raises UnknownId with "did you mean"."""
        found = self.units.get(unit_id) or self.units.get(self.aliases.get(unit_id, ""))
        if found is None:
            known = (*self.units, *(each for each in self.aliases if each not in self.paths))
            raise UnknownId("unit", unit_id, did_you_mean(unit_id, known))
        return found

    def resolve_path(self, slug: str) -> Path:
        """Return the path of a slug or alias. Raises UnknownId."""
        found = self.paths.get(slug) or self.paths.get(self.aliases.get(slug, ""))
        if found is None:
            raise UnknownId("path", slug, did_you_mean(slug, self.paths))
        return found

    def resolve_concept(self, concept_id: str) -> Concept:
        """Return the concept of an id. Raises UnknownId."""
        found = self.concepts.get(concept_id)
        if found is None:
            raise UnknownId("concept", concept_id, did_you_mean(concept_id, self.concepts))
        return found

    @property
    def requires(self) -> Mapping[str, tuple[str, ...]]:
        """The concept graph as id to required ids."""
        return {each.id: each.requires for each in self.concepts.values()}

    def concept_order(self) -> tuple[str, ...]:
        """Return all concepts, requirements first. Raises CyclicGraph."""
        return topological_order(self.requires)

    def concept_closure(self, unit_id: str) -> tuple[str, ...]:
        """Return what a unit teaches and all that requires, requirements first."""
        return closure(self.requires, self.resolve(unit_id).teaches)

    def introduced_by(self) -> dict[str, str]:
        """Return for each taught concept the unit that introduces it."""
        units = list(self.units.values())
        ranked = sorted(units, key=lambda unit: _INTRODUCES.index(unit.kind))
        found: dict[str, str] = {}
        for unit in ranked:
            for concept in unit.teaches:
                found.setdefault(concept, unit.id)
        return found

    def prerequisites(self) -> dict[str, tuple[str, ...]]:
        """Return for each unit the units that come before it, derived from the concepts.

        A unit needs whoever introduces what its concepts require, and whoever introduces a
        concept that it teaches or tests itself without being the one to introduce it.
        """
        introduced = self.introduced_by()
        needs: dict[str, tuple[str, ...]] = {}
        for unit in self.units.values():
            before: dict[str, None] = {}
            for concept in unit.teaches:
                known = self.concepts.get(concept)
                for needed in (*(known.requires if known else ()), concept):
                    teacher = introduced.get(needed)
                    if teacher and teacher != unit.id:
                        before.setdefault(teacher)
            needs[unit.id] = tuple(before)
        return needs


_T = TypeVar("_T")


def _index(items: dict[str, _T]) -> Mapping[str, _T]:
    return MappingProxyType(dict(reversed(items.items())))
