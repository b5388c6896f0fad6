"""A run as a file: what `quorate sweep --shrink` saves and `quorate simulate --replay` repeats.

One JSON object:

    {"quorate_replay": 1, "engine": 1, "quorate": "0.1.0",
     "scenario": "raft", "parameters": {"variant": "stale-reads"}, "seed": 8, "code": "",
     "horizon": 4300000, "nodes": ["n1", "n2", "n3"],
     "plan": [{"id": 3, "at": 3000000, "until": 3700000, "kind": "crash", …}],
     "clients": [{"id": "c1", "timeout": 1000000, "operations": [[at, node, f, key, value, final]]}],
     "network": {"link": {"latency": {"kind": "const", "parameters": [5000]}, "loss": 0.0, …},
                 "links": [{"pair": ["n1", "n2"], …}], "ties": "random"},
     "verdict": {"checker": "register", "verdict": "violated", "reason": "…"}, "hash": "…"}

Scenario, parameters and seed give the code of the nodes and the streams they draw from; horizon,
plan, clients and network are what happens to them, and may be edited by hand. `code` is a hash of
the solution or file the run was made with, empty when all code is the course's own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from quorate import __version__
from quorate.faults import FaultError, plan_from_json, plan_to_json
from quorate.labs.errors import LabError
from quorate.labs.references import ScenarioReference
from quorate.labs.runner import ScenarioRun
from quorate.simulator import (
    ENGINE_VERSION,
    ClientOperation,
    ClientPlan,
    Distribution,
    LinkSettings,
    NetworkSettings,
    SimulatorError,
    WorldSettings,
)

FORMAT = 1
_OPERATION_SLOTS = len(ClientOperation._fields)


class ReplayError(LabError):
    """A replay file that cannot be read, or that belongs to another scenario."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay file, read: `rows` is its JSON object."""

    rows: Mapping[str, Any]

    @property
    def scenario(self) -> str:
        """The name of the scenario."""
        return str(self.rows["scenario"])

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the scenario."""
        return dict(self.rows["parameters"])

    @property
    def seed(self) -> int:
        """The seed of the node, link and client streams."""
        return int(self.rows["seed"])

    @property
    def hash(self) -> str:
        """The hash of the trace that was made when the file was."""
        return str(self.rows.get("hash", ""))

    def warning(self, reference: ScenarioReference) -> str:
        """Say why the hash may differ although nothing is wrong; empty if it must not."""
        engine, code = self.rows.get("engine"), self.rows.get("code", "")
        if engine != ENGINE_VERSION:
            return f"the file was made by engine version {engine}, this is {ENGINE_VERSION}"
        if code != reference.code_hash():
            return "the code of the nodes is not the one the file was made with"
        return ""

    def apply(self, settings: WorldSettings) -> WorldSettings:
        """Give the settings of the scenario with what the file says in place of what was drawn."""
        rows = self.rows
        unknown = [name for name in rows["nodes"] if name not in settings.nodes]
        if unknown or not rows["nodes"]:
            known = ", ".join(settings.nodes)
            raise ReplayError(f"nodes {unknown or []}: {self.scenario} has the nodes {known}")
        try:
            return replace(
                settings,
                nodes={name: settings.nodes[name] for name in rows["nodes"]},
                horizon_us=_whole(rows["horizon"], "horizon"),
                plan=plan_from_json(rows["plan"]),
                clients=tuple(_client(row) for row in rows["clients"]),
                network=_network(rows["network"]),
                network_subseed=_subseed(rows["network"].get("subseed", 0)),
            )
        except (FaultError, SimulatorError) as error:
            raise ReplayError(str(error)) from error
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            if isinstance(error, ReplayError):
                raise
            text = f"{type(error).__name__}: {error}"
            raise ReplayError(f"a part of it has not the documented form ({text})") from error


def dump_replay(reference: ScenarioReference, done: ScenarioRun, parameters: Any) -> str:  # noqa: ANN401
    """Write a traced run as a replay file."""
    settings, trace = done.settings, done.run.trace
    assert trace is not None, "only a traced run has a hash"  # noqa: S101
    network = settings.network
    rows = {
        "quorate_replay": FORMAT,
        "engine": ENGINE_VERSION,
        "quorate": __version__,
        "scenario": reference.name,
        "parameters": dict(parameters),
        "seed": settings.seed,
        "code": reference.code_hash(),
        "horizon": settings.horizon_us,
        "nodes": list(settings.nodes),
        "plan": plan_to_json(settings.plan),
        "clients": [
            {name: getattr(client, attribute) for name, attribute in _CLIENT_PARTS.items()}
            for client in settings.clients
        ],
        "network": {
            "link": _link_to_json(network.link),
            "links": [
                {"pair": list(pair), **_link_to_json(link)} for pair, link in network.links.items()
            ],
            "ties": network.ties,
            "subseed": settings.network_subseed,
        },
        "verdict": {
            "checker": done.verdict.checker,
            "verdict": done.verdict.kind,
            "reason": done.verdict.reason,
        },
        "hash": trace.hash(),
    }
    return _pretty(rows)


def load_replay(text: str) -> Replay:
    """Read a replay file; ReplayError says what is wrong with it."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReplayError(f"it is not JSON ({error})") from error
    if not isinstance(rows, dict) or rows.get("quorate_replay") != FORMAT:
        raise ReplayError(
            f'it has no "quorate_replay": {FORMAT}; write such a file with quorate sweep --shrink'
        )
    for name, kind in _PARTS.items():
        if not isinstance(rows.get(name), kind):
            raise ReplayError(f"{name} = {rows.get(name)!r:.60} has the wrong form, or is missing")
    return Replay(rows)


_PARTS: Mapping[str, type] = {
    "scenario": str,
    "parameters": dict,
    "seed": int,
    "horizon": int,
    "nodes": list,
    "plan": list,
    "clients": list,
    "network": dict,
}


_CLIENT_PARTS = {
    "timeout" if part.name == "timeout_us" else part.name: part.name for part in fields(ClientPlan)
}


def _client(row: Mapping[str, Any]) -> ClientPlan:
    unknown = [name for name in row if name not in _CLIENT_PARTS]
    if unknown:
        raise ReplayError(f"client {row.get('id')!r} has the unknown part {unknown[0]!r}")
    values = {_CLIENT_PARTS[name]: value for name, value in row.items()}
    values["operations"] = tuple(_operation(step) for step in row["operations"])
    values["timeout_us"] = _whole(row["timeout"], "timeout")
    return ClientPlan(**values)


def _operation(step: object) -> ClientOperation:
    match step:
        case [int(), str(), str(), *rest] if len(rest) <= _OPERATION_SLOTS - 3:
            slots: list[Any] = list(step)
            return ClientOperation(*slots)
    raise ReplayError(f"operation {step!r:.80} is not [at, node, f, key, value, final]")


def _network(row: Mapping[str, Any]) -> NetworkSettings:
    links = {(each["pair"][0], each["pair"][1]): _link(each) for each in row["links"]}
    return NetworkSettings(_link(row["link"]), links=links, ties=row["ties"])


def _link_to_json(link: LinkSettings) -> dict[str, Any]:
    """Give every field of a link by its name, whatever fields links have."""
    values = ((part.name, getattr(link, part.name)) for part in fields(link))
    return {
        name: value.to_json() if isinstance(value, Distribution) else value
        for name, value in values
    }


def _link(row: Mapping[str, Any]) -> LinkSettings:
    values: dict[str, Any] = {}
    for part in fields(LinkSettings):
        if part.name in row:
            value = row[part.name]
            values[part.name] = _distribution(value) if isinstance(value, dict) else value
    return LinkSettings(**values)


def _distribution(row: Mapping[str, Any]) -> Distribution:
    return Distribution(row["kind"], tuple(row["parameters"]))


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ReplayError(f"{name} {value!r:.40} is not a whole number of microseconds from 1 on")
    return value


def _subseed(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ReplayError(f"subseed {value!r:.40} is not a whole number from 0 on")
    return value


def _pretty(rows: Mapping[str, Any]) -> str:
    """One line a part, a fault and a client: to be read, compared and edited."""
    lines = []
    for name, value in rows.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            inner = ",\n".join(f"  {_text(each)}" for each in value)
            lines.append(f'"{name}": [\n{inner}\n ]')
        else:
            lines.append(f'"{name}": {_text(value)}')
    return "{" + ",\n ".join(lines) + "}\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)
