"""Profiles: which faults a run may meet, how often and how long; a plan is drawn from one.

Prior art: swarm testing (Groce, Zhang, Eide, Chen, Regehr, "Swarm Testing", 2012). A profile that
always does everything hides the bugs that need quiet, so each seed first draws which of the
faults are on at all, and how strong each of them is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from quorate.faults.draws import Stream, draw_below, draw_exponential
from quorate.faults.errors import BadShapeError
from quorate.faults.plans import Fault, FaultPlan, plan_of
from quorate.faults.strikers import STRIKERS, Cluster, Striking

if TYPE_CHECKING:
    from collections.abc import Sequence

Form = Literal["safety", "liveness"]

NETWORK_FAULTS = (
    "isolate-one",
    "halves",
    "majority-minority",
    "minority-third",
    "majorities-ring",
    "bridge",
    "one-way",
    "flapping",
    "swizzle",
    "isolate-leader",
    "lossy-links",
    "doubling-links",
    "reordering-links",
    "slow-links",
)
PROCESS_FAULTS = ("crash-one", "crash-minority", "crash-all", "crash-leader", "pause-one")
PERFORMANCE_FAULTS = ("pause-one", "pause-leader", "slow-node", "slow-links", "narrow-links")
DEFAULT_FAULTS = (*NETWORK_FAULTS, *PROCESS_FAULTS, "slow-node")
"""What every system that replicates ought to stand; the others ask more than many promise."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Which faults, how often, how long.

    `safety`: strikes come by themselves and may overlap; the whole cluster may be down at once.
    `liveness`: one strike at a time. In both forms everything has ended, and nothing begins, from
    `quiet_from_us` on: there recovery and final reads are judged. The one exception is asked for:
    `for_good` is the chance that a `crash-one` of the form `safety` never ends.
    """

    faults: tuple[str, ...] = DEFAULT_FAULTS
    form: Form = "safety"
    swarm: bool = True
    first_us: int = 500_000
    every_us: int = 2_000_000
    lasts_us: tuple[int, int] = (200_000, 1_500_000)
    quiet_us: int = 3_000_000
    for_good: float = 0.0

    def __post_init__(self) -> None:
        for name in self.faults:
            if name not in STRIKERS:
                raise BadShapeError(
                    f"the profile has {name!r}, which is unknown; use some of {', '.join(STRIKERS)}"
                )
        least_us, most_us = self.lasts_us
        if not self.faults or self.every_us < 1 or not 1 <= least_us <= most_us:
            raise BadShapeError(
                f"a profile of {len(self.faults)} faults every {self.every_us} µs that last "
                f"{least_us} to {most_us} µs strikes nothing; give faults and whole times above 0"
            )

    def quiet_from_us(self, horizon_us: int) -> int:
        """From here on nothing is broken that can be mended."""
        return max(0, horizon_us - self.quiet_us)


def draw_plan(profile: Profile, stream: Stream, topology: Cluster, horizon_us: int) -> FaultPlan:
    """Draw the faults of one run; the same stream gives the same plan."""
    end_us = profile.quiet_from_us(horizon_us)
    possible = [name for name in profile.faults if STRIKERS[name].possible(topology)]
    if not possible:
        raise BadShapeError(
            f"none of the faults {', '.join(profile.faults)} can strike the machines "
            f"{', '.join(topology.ids) or '(none)'}; add machines and labels to the topology"
        )
    strengths = _draw_swarm(profile, stream, possible)
    names = list(strengths)
    faults: list[Fault] = []
    at_us = profile.first_us + _gap(profile, stream) // 2
    while at_us + profile.lasts_us[0] <= end_us:
        name = names[draw_below(stream, len(names))]
        until_us = min(end_us, at_us + _length(profile, stream))
        striking = Striking(stream, topology, (at_us, until_us), strengths[name])
        struck = STRIKERS[name].draw(striking)
        if name == "crash-one" and profile.form == "safety" and stream.random() < profile.for_good:
            struck = plan_of(Fault(0, f.at_us, None, f.kind, params=f.params) for f in struck)
        faults += struck
        at_us = (until_us if profile.form == "liveness" else at_us) + _gap(profile, stream)
    return plan_of(faults)


def _draw_swarm(profile: Profile, stream: Stream, possible: Sequence[str]) -> dict[str, float]:
    """Which faults are on in this run, and how strong from 0 to 1."""
    if not profile.swarm:
        return dict.fromkeys(possible, 0.5)
    drawn = [(name, stream.random() < 0.5, stream.random()) for name in possible]
    strengths = {name: strength for name, on, strength in drawn if on}
    if not strengths:
        name, _, strength = drawn[draw_below(stream, len(drawn))]
        strengths[name] = strength
    return strengths


def _gap(profile: Profile, stream: Stream) -> int:
    """Half of the time between strikes is fixed, so that there is always some quiet."""
    return profile.every_us // 2 + int(draw_exponential(stream) * (profile.every_us / 2))


def _length(profile: Profile, stream: Stream) -> int:
    least_us, most_us = profile.lasts_us
    return least_us + draw_below(stream, most_us - least_us + 1)
