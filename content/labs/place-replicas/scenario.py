"""Three replicas on twelve machines, and whatever the machines share.

The trap is in the labels. Machines of different racks may stand in one zone; the power feeds p1 to
p4 cut across the zones, so the first machines of the three zones hang on one feed; and the first
placement that spreads over racks, zones and feeds starts all its machines from one configuration
service. Each domain is struck once, and while it is down one more of the chosen machines is
restarted, as happens on any working day. So no domain may hold two replicas. Of the 220 ways to
choose three machines, 152 survive that for racks, 24 for racks, zones and feeds, and 8 for all
four labels (tests/labs/test_place_replicas.py counts them).

Every read asks for a key of its own, named by a drawn number: what a gateway remembers of earlier
answers, or fetches ahead, is never asked for, so only a replica that is up can answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice
from math import prod
from random import Random
from types import MappingProxyType
from typing import Any

from quorate.faults import (
    Fault,
    FaultPlan,
    StrikeTiming,
    crash,
    join_plans,
    plan_of,
    strike_each_domain,
)
from quorate.node import Error, Machine, Node, RemoteError, Timeout, Topology, ms
from quorate.workloads import (
    BuildRequest,
    Check,
    Client,
    Scenario,
    Setup,
    SolutionError,
    Traffic,
    draw_nonces,
    draw_reads,
)

COUNT = 3
GATEWAY = "gateway"
KEY_NUMBER_MIN = 100_000
KEY_NUMBERS = 900_000
"""So many that trying them takes longer than any run lasts."""
CHOSEN_READ_MAX = 1_000
"""So many are read of what a solution gives, which may go on without end."""
CLIENTS = ("c1", "c2")
MS = 1_000
TIMING = StrikeTiming(1_000 * MS, 2_000 * MS, 1_200 * MS, jitter_us=300 * MS)
RESTART_AFTER_US = 200 * MS
QUIET_US = 1_500 * MS

# machine: zone, rack, feed, config
LABELS = {
    "m01": ("a", "r1", "p1", "s1"),
    "m02": ("a", "r1", "p2", "s2"),
    "m03": ("a", "r1", "p3", "s3"),
    "m04": ("a", "r2", "p4", "s4"),
    "m05": ("b", "r3", "p1", "s3"),
    "m06": ("b", "r3", "p2", "s1"),
    "m07": ("b", "r4", "p3", "s2"),
    "m08": ("b", "r4", "p4", "s2"),
    "m09": ("c", "r5", "p1", "s4"),
    "m10": ("c", "r5", "p2", "s4"),
    "m11": ("c", "r6", "p3", "s1"),
    "m12": ("c", "r6", "p4", "s3"),
}
LABEL_NAMES = ("zone", "rack", "feed", "config")
TOPOLOGY = Topology(
    tuple(
        Machine(name, MappingProxyType(dict(zip(LABEL_NAMES, labels, strict=True))))
        for name, labels in LABELS.items()
    )
)

CAUSES = {
    "rack": "the switch of rack {value} failed",
    "zone": "zone {value} lost its cooling",
    "feed": "power feed {value} failed",
    "config": "configuration service {value} sent out a bad file",
    "machine": "{value} broke",
    "restart": "{value} was being restarted",
}


class Replica(Node):
    """Holds a copy of what was published and answers reads."""

    def __init__(self, published: Mapping[str, int]) -> None:
        self.published = dict(published)

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        """Answer with the published value."""
        return {"type": "read_ok", "value": self.published.get(key)}


class PatientGateway(Node):
    """The gateway of the first steps: asks one replica after the other."""

    replicas: Sequence[str] = ()

    async def on_get(self, src: str, key: str) -> dict[str, Any]:
        """Answer with the first answer."""
        for replica in self.replicas:
            try:
                answer = await self.call(replica, "read", key=key, timeout=ms(250))
            except (Timeout, RemoteError):
                continue
            return {"type": "get_ok", "value": answer["value"]}
        raise Error(11, "no replica answered")


def accepted(chosen: object, who: str, fix: str) -> list[str]:
    """Give the chosen machines back, or say what is wrong with them."""
    if isinstance(chosen, str | bytes) or not isinstance(chosen, Iterable):
        kind = type(chosen).__name__
        raise SolutionError(
            "placement", f"{who} gave {kind}, not a list", f"{fix} a list of {COUNT} ids"
        )
    named = list(islice(chosen, CHOSEN_READ_MAX))
    if isinstance(chosen, set | frozenset):
        # A set has no order of its own: in another process its texts come in another one.
        named.sort(key=lambda one: one if isinstance(one, str) else "")
    for one in named:
        if isinstance(one, Machine):
            message = f"{who} gave the machine {one.id} itself"
            raise SolutionError("placement", message, f"{fix} ids: machine.id")
        if one not in TOPOLOGY.ids or type(one) is not str:
            message = f"{who} gave {one!r:.60}, which is no machine"
            raise SolutionError("placement", message, "the machines are m01 to m12")
    if len(named) != COUNT:
        message = f"{who} gave {len(named)} machines"
        raise SolutionError("placement", message, f"{fix} exactly {COUNT}")
    for one in named:
        if named.count(one) > 1:
            message = f"{who} gave {one} {named.count(one)} times"
            raise SolutionError(
                "placement", message, f"{fix} {COUNT} different machines: a machine fails as one"
            )
    return named


def copies() -> list[Machine]:
    """Give copies of the machines: whatever a solution does to them, the world stays as it is."""
    return [Machine(each.id, MappingProxyType(dict(each.labels))) for each in TOPOLOGY]


def draw_keys(stream: Random, count: int) -> list[str]:
    """Draw the names of so many different keys."""
    keys: dict[str, None] = {}
    while len(keys) < count:
        keys[f"k{KEY_NUMBER_MIN + int(stream.random() * KEY_NUMBERS)}"] = None
    return list(keys)


def draw_clients(request: BuildRequest, last_us: int) -> tuple[Client, ...]:
    """Draw what the clients read and when: each read has a key that no other one has."""
    traffic = Traffic(GATEWAY, 500 * MS, last_us, 300 * MS)
    turns = [
        draw_reads(request.streams(f"client/{i}"), traffic, ("",)) for i in range(len(CLIENTS))
    ]
    keys = iter(draw_keys(request.streams("keys"), sum(map(len, turns))))
    return tuple(
        Client(name, tuple(read._replace(key=next(keys)) for read in reads))
        for name, reads in zip(CLIENTS, turns, strict=True)
    )


def restarts(stream: Random, strikes: FaultPlan, replicas: Sequence[str]) -> FaultPlan:
    """While a strike lasts, restart one of the replicas that it left alone."""
    faults: list[Fault] = []
    for strike in strikes:
        left = [replica for replica in replicas if replica not in strike.nodes]
        if left and strike.until_us is not None:
            one = left[int(stream.random() * len(left))]
            window = (strike.at_us + RESTART_AFTER_US, strike.until_us)
            faults.append(crash([one], window, cause=("restart", one)))
    return plan_of(faults)


def draw_plan(stream: Random, labels: Sequence[str], replicas: Sequence[str]) -> FaultPlan:
    """Strike each domain of the labels once; for "machine", each of the chosen ones."""
    shared = [label for label in labels if label != "machine"]
    strikes = strike_each_domain(stream, TOPOLOGY, shared, TIMING)
    if "machine" in labels:
        mine = Topology(tuple(TOPOLOGY.machine(replica) for replica in replicas))
        begin_us = max(fault.until_us or 0 for fault in strikes) + TIMING.gap_us
        timing = StrikeTiming(begin_us, TIMING.down_us, TIMING.gap_us, jitter_us=TIMING.jitter_us)
        strikes = join_plans(strikes, strike_each_domain(stream, mine, ["machine"], timing))
    return join_plans(strikes, restarts(stream, strikes, replicas))


def gateway_class(given: Mapping[str, Any]) -> type[Node]:
    """Give the learner's Gateway, or say what is wrong with it."""
    gateway = given["Gateway"]
    if not isinstance(gateway, type) or not issubclass(gateway, Node):
        message = "Gateway is not a class of nodes"
        raise SolutionError("load", message, "write class Gateway(Node):")
    return gateway


def build(request: BuildRequest, labels: Sequence[str], *, own_gateway: bool) -> Setup:
    """Build one run: replicas on the chosen machines, a gateway before them, two clients."""
    if "machines" in request.given:
        replicas = accepted(request.given["machines"], "your choice", "choose")
    else:
        replicas = accepted(request.call("place", copies(), COUNT), "place()", "return")
    plan = draw_plan(request.streams("faults"), labels, replicas)
    last_us = max(fault.until_us or 0 for fault in plan) + QUIET_US
    clients = draw_clients(request, last_us)
    keys = [read.key for client in clients for read in client.requests]
    published = draw_nonces(request.streams("published"), keys)
    gateway = gateway_class(request.given) if own_gateway else PatientGateway

    def make_gateway() -> Node:
        node = gateway()
        node.replicas = list(replicas)  # type: ignore[attr-defined]
        return node

    return Setup(
        topology=TOPOLOGY,
        nodes={GATEWAY: make_gateway, **{one: lambda: Replica(published) for one in replicas}},
        clients=clients,
        plan=plan,
        checks=(Check("availability", {"target": 1.0}), Check("reads", {"values": published})),
        horizon_us=last_us + 2_000 * MS,
        replicas=tuple(replicas),
        causes=CAUSES,
    )


def build_racks(request: BuildRequest) -> Setup:
    """Strike the racks."""
    return build(request, ("rack",), own_gateway=False)


def build_hidden(request: BuildRequest) -> Setup:
    """Strike racks, zones and power feeds."""
    return build(request, ("rack", "zone", "feed"), own_gateway=False)


def build_failover(request: BuildRequest) -> Setup:
    """Strike everything that is shared, and single machines; the gateway is the learner's."""
    return build(request, ("rack", "zone", "feed", "config", "machine"), own_gateway=True)


SCENARIOS = {
    "racks": Scenario(
        "place-replicas-racks",
        "Racks fail",
        TOPOLOGY,
        build_racks,
        requires=("place",),
        placed_by="place",
    ),
    "hidden": Scenario(
        "place-replicas-hidden",
        "Racks, zones and power feeds fail",
        TOPOLOGY,
        build_hidden,
        requires=("place",),
        placed_by="place",
    ),
    "failover": Scenario(
        "place-replicas-failover",
        "Whatever is shared fails",
        TOPOLOGY,
        build_failover,
        requires=("place", "Gateway"),
        placed_by="place",
        served_by="Gateway.on_get",
    ),
    "decision": Scenario(
        "choose-placement",
        "Racks, zones and power feeds fail",
        TOPOLOGY,
        build_hidden,
        requires=("machines",),
    ),
}

# The memo. Shares of time down and prices are assumptions, stated in it; the arithmetic is exact.
# Like the judge of the decision lab it leaves the configuration services out, but says so, and says
# which of the chosen machines share one.
DOWN_SHARE = {"machine": 0.005, "rack": 0.001, "zone": 0.0005, "feed": 0.001}
WORDS = {
    "machine": "machine by itself",
    "zone": "zone",
    "rack": "rack",
    "feed": "power feed",
}
COUNTED_LABELS = ("zone", "rack", "feed")
SAME_RISK = 1.05
"""Up to this ratio two risks count as the same: the shares are rougher than that."""
PRICE_MACHINE = 120
PRICE_ZONE = 35
MINUTES_A_YEAR = 525_960
LEAST_RISK = "the least risk of all 220"


def shared_domains(machines: Sequence[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """List what two or more of the machines share: label, value, machines."""
    domains = Topology(tuple(TOPOLOGY.machine(one) for one in machines))
    return [
        (label, value, members)
        for label in COUNTED_LABELS
        for value, members in domains.domains(label).items()
        if len(members) > 1
    ]


def risk(machines: Sequence[str]) -> float:
    """Share of time in which all machines are down, domains being independent of each other.

    What only one machine has is folded into that machine; of what several share, each state is
    counted.
    """
    shared = shared_domains(machines)
    alone = {}
    for one in machines:
        mine = [DOWN_SHARE["machine"]]
        mine += [
            DOWN_SHARE[label]
            for label in COUNTED_LABELS
            if not any(label == other and one in members for other, _, members in shared)
        ]
        alone[one] = 1 - prod(1 - share for share in mine)
    total = 0.0
    for state in range(1 << len(shared)):
        failed = [domain for bit, domain in enumerate(shared) if state >> bit & 1]
        chance = prod(
            DOWN_SHARE[domain[0]] if domain in failed else 1 - DOWN_SHARE[domain[0]]
            for domain in shared
        )
        down = [one for _, _, members in failed for one in members]
        total += chance * prod(alone[one] for one in machines if one not in down)
    return total


def cost(machines: Sequence[str]) -> int:
    """Price of a month: machines, and copying to each further zone."""
    zones = dict.fromkeys(TOPOLOGY.machine(one).zone for one in machines)
    return PRICE_MACHINE * len(machines) + PRICE_ZONE * (len(zones) - 1)


def describe(machines: Sequence[str]) -> dict[str, Any]:
    """Put one option into numbers."""
    share = risk(machines)
    return {
        "machines": [{"id": one, **TOPOLOGY.machine(one).labels} for one in machines],
        "shared": [
            {"label": label, "value": value, "machines": list(members)}
            for label, value, members in shared_domains(machines)
        ],
        "risk": {"share": share, "minutes_a_year": share * MINUTES_A_YEAR},
        "cost": {"per_month": cost(machines), "unit": "USD"},
    }


def independent_risk() -> float:
    """Share of time in which all machines are down if no two of them share anything."""
    return (1 - prod(1 - DOWN_SHARE[label] for label in ("machine", *COUNTED_LABELS))) ** COUNT


def left_out(machines: Sequence[str]) -> list[str]:
    """Say that configuration services are not counted, and which of the machines share one."""
    sharing = [
        f"{', '.join(members)} share {value}: when it fails, they fail together."
        for value, members in Topology(tuple(TOPOLOGY.machine(one) for one in machines))
        .domains("config")
        .items()
        if len(members) > 1
    ]
    return ["Configuration services are not counted, as if they never failed.", *sharing]


def times(ratio: float) -> str:
    """Write how many times as long: two figures are enough below ten."""
    return f"{ratio:,.0f} times as long" if ratio >= 10 else f"{ratio:.1f} times as long"


def why_not(option: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
    """Say in one sentence why the chosen option stands before this one."""
    mine, other = chosen["risk"]["share"], option["risk"]["share"]
    spared = chosen["cost"]["per_month"] - option["cost"]["per_month"]
    if other > mine * SAME_RISK:
        price = f"would save {spared} USD a month but is" if spared > 0 else "is"
        return f"{price} down {times(other / mine)}."
    if other < mine / SAME_RISK:
        price = f"costs {-spared} USD a month more" if spared < 0 else "costs no more"
        return f"{price}, and your choice is down {times(mine / other)}: reconsider."
    if spared > 0:
        return f"is down about as long and saves {spared} USD a month: reconsider."
    return "is down about as long and costs no less."


def memo(decision: Mapping[str, Any], verdict: str) -> dict[str, Any]:
    """Write the one-page memo of a decision: choice, risk, cost, rejected options, assumptions.

    Which machines are the best is told to who found a choice that held, so that a failed one does
    not end the search; what can be reached is told to everybody.
    """
    chosen = describe(accepted(decision["machines"], "your choice", "choose"))
    names = sorted(one["id"] for one in chosen["machines"])
    every = [describe(option) for option in combinations(TOPOLOGY.ids, COUNT)]
    # Of equal ones the first that shares no configuration service either.
    best = min(
        every,
        key=lambda option: (
            option["risk"]["share"],
            option["cost"]["per_month"],
            len(left_out([one["id"] for one in option["machines"]])),
        ),
    )
    options = {
        "all in one rack": describe(("m01", "m02", "m03")),
        "the first machine of each zone": describe(("m01", "m05", "m09")),
        "one zone, two racks": describe(("m01", "m02", "m04")),
        LEAST_RISK: best,
    }
    hidden = {} if verdict == "ok" else {LEAST_RISK: {"machines": [], "shared": []}}
    better = sum(option["risk"]["share"] < chosen["risk"]["share"] / 1.001 for option in every)
    return {
        "choice": chosen,
        "rank": {"better": better, "of": len(every)},
        "if_independent": {"share": independent_risk()},
        "rejected": [
            {"title": title, **option, **hidden.get(title, {}), "why": why_not(option, chosen)}
            for title, option in options.items()
            if sorted(one["id"] for one in option["machines"]) != names
        ],
        "assumptions": [
            *(
                f"A {WORDS[label]} is down {100 * DOWN_SHARE[label]:g} % of the time."
                for label in ("machine", *COUNTED_LABELS)
            ),
            "All of these fail independently of each other.",
            *left_out(names),
            f"A machine costs {PRICE_MACHINE} USD a month, copying to each further zone {PRICE_ZONE} USD.",
        ],
    }


MEMO = memo
