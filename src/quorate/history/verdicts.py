"""A verdict: ok, violated or unknown, always with the reason."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VerdictKind = Literal["ok", "violated", "unknown"]

EXIT_CODES: Mapping[VerdictKind, int] = MappingProxyType({"ok": 0, "violated": 1, "unknown": 2})

_WORST_FIRST: tuple[VerdictKind, ...] = ("violated", "unknown", "ok")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checker says of a history; `details` is JSON data for reports."""

    kind: VerdictKind
    reason: str
    checker: str
    _: KW_ONLY
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The verdict as the documented JSON object."""
        return {
            "verdict": self.kind,
            "reason": self.reason,
            "checker": self.checker,
            "details": dict(self.details),
        }


def combine(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of the verdicts: violated, then unknown, then ok; the first one of that kind.

    A violation in one part stands even if another part is unknown. Nothing to combine is
    unknown: a run in which nothing was checked must never pass.
    """
    parts = tuple(verdicts)
    for kind in _WORST_FIRST:
        for verdict in parts:
            if verdict.kind == kind:
                return verdict
    return Verdict("unknown", "nothing was checked; run at least one checker", "combine")
