"""Traces for the diagrams' tests, written record by record."""

from typing import Any

from quorate.history import Trace

Row = tuple[int, str, str | None, str | None, str | None, Any, int | None]


def trace_of(*rows: Row, nodes: tuple[str, ...] = ("gateway", "m1", "m2")) -> Trace:
    return Trace({"nodes": list(nodes)}, [slot for row in rows for slot in row])


def failing_read(gateway: str = "gateway", first: str = "m1", second: str = "m2") -> Trace:
    """c1 asks the gateway, which asks a machine that is down, then one that answers too late."""
    asked = {"type": "read", "key": "k1", "msg_id": 1}
    cause = {"fault": 1, "disk": "keep", "cause": {"label": "rack", "value": "r1"}}
    return trace_of(
        (500, "log", second, None, "long before", {}, None),
        (1_000, "crash", first, None, None, cause, None),
        (2_000, "invoke", "c1", gateway, "get", {"key": "k1", "value": None}, None),
        (2_000, "send", "c1", gateway, "get", {"type": "get", "key": "k1", "msg_id": 1}, 1),
        (3_000, "recv", gateway, "c1", "get", None, 1),
        (3_000, "send", gateway, first, "read", asked, 2),
        (4_000, "drop", first, gateway, "read", {"why": "down"}, 2),
        (253_000, "timer", gateway, None, "timeout read", None, None),
        (253_000, "send", gateway, second, "read", asked, 3),
        (260_000, "recv", second, gateway, "read", None, 3),
        (300_000, "restart", first, None, None, {"fault": 1}, None),
        (
            900_000,
            "return",
            "c1",
            gateway,
            "get",
            {"type": "info", "key": "k1", "value": None},
            None,
        ),
        (950_000, "log", second, None, "long after", {}, None),
        nodes=(gateway, first, second),
    )


INVOKED = 2
