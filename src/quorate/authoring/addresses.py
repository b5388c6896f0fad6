"""Where things live on the site. Content names things; only this module knows addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from quorate.curriculum import Unit

_PLACES = MappingProxyType(
    {
        "unit": "/units/{id}",
        "lesson": "/laws/{id}",
        "exam": "/exams/{id}",
        "lab": "/labs/{id}",
        "path": "/paths/{id}",
        "concept": "/concepts/{id}",
        "calculator": "/calculators/{id}",
        "simulation": "/simulations/{id}",
        "recording": "/simulations/{id}.json",
        "picture": "/content/{id}",
    }
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Address templates by what they lead to; `{id}` is replaced."""

    places: Mapping[str, str] = field(default_factory=lambda: _PLACES)

    def of(self, place: str, thing_id: str) -> str:
        """Return the address of one thing."""
        return self.places[place].replace("{id}", thing_id)

    def of_unit(self, unit: Unit) -> str:
        """Return the page of a unit: its own if it is written, else its entry in the library."""
        if unit.available and unit.kind in ("lesson", "case", "pattern", "practice"):
            place = "lesson" if unit.track == "laws" else "unit"
            return self.of(place, unit.id)
        if unit.available and unit.kind in ("lab", "exam"):
            return self.of(unit.kind, unit.id)
        return self.of("unit", unit.id)
