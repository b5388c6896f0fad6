"""Reliable remote calls over a network that loses, doubles and reorders messages.

The caller numbers its requests and repeats each until it is answered. The server remembers what
it answered, so a repeated request gets the same answer and is executed at most once (Birrell and
Nelson, "Implementing Remote Procedure Calls", 1984). Each request says which numbers its caller no
longer waits for: those answers are forgotten, and whatever still comes of them is refused.
Pauses between attempts double and are drawn at random, so that callers do not return in step.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Node, Timeout, ms

FIRST_PAUSE = ms(30)
LONGEST_PAUSE = ms(240)

Number = list[int]
"""[start of the caller, request since then]: never used twice, and ordered."""


class RpcCaller(Node):
    """Passes what it is asked to add on to the server."""

    server = "server"

    def start(self) -> None:
        self.starts = self.disk.get("rpc", "starts", 0) + 1
        self.disk.put("rpc", "starts", self.starts)
        self.requests = 0
        self.waiting: list[Number] = []

    async def on_add(self, src: str, value: Any) -> dict[str, Any]:
        return {"type": "add_ok", "value": value, "result": await self.request(value)}

    async def request(self, argument: Any) -> Any:
        """What the server returns for this argument, however often it has to be asked."""
        number = self.next_number()
        self.waiting.append(number)
        pause = FIRST_PAUSE
        while True:
            try:
                result = await self.attempt(number, argument, pause)
            except Timeout:
                await self.sleep(self.random.randint(0, pause))
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self.waiting.remove(number)
                return result

    async def attempt(self, number: Number, argument: Any, timeout: int) -> Any:
        oldest = self.waiting[0]
        fields = {"number": number, "oldest": oldest, "argument": argument}
        return (await self.call(self.server, "execute", timeout=timeout, **fields))["result"]

    def next_number(self) -> Number:
        self.requests += 1
        return [self.starts, self.requests]


class RpcServer(Node):
    """Keeps a ledger; to execute is to add a line, and the result is the line's number.

    A line also says whose request it was. So what was done and how it was answered are one record,
    and no crash leaves half of it.
    """

    def start(self) -> None:
        self.oldest = dict(self.disk.items("oldest"))
        self.answers: dict[str, list[list[Any]]] = {}
        for line, (caller, number, _) in enumerate(self.disk.read("ledger")):
            if number >= self.oldest.get(caller, number):
                self.answers.setdefault(caller, []).append([number, line])

    def on_execute(
        self, src: str, number: Number, oldest: Number, argument: Any
    ) -> dict[str, Any] | None:
        if number < self.oldest.get(src, oldest):
            return None  # a late copy: its caller has the answer, or has crashed since
        self.forget(src, oldest)
        known = self.recall(src, number)
        if not known:
            known = [number, self.disk.append("ledger", [src, number, argument])]
            self.answers[src].append(known)
        return {"type": "execute_ok", "result": known[1]}

    def recall(self, src: str, number: Number) -> list[Any] | None:
        return next((answer for answer in self.answers[src] if answer[0] == number), None)

    def forget(self, src: str, oldest: Number) -> None:
        """Drop the answers that the caller no longer waits for, and remember that."""
        self.oldest[src] = max(oldest, self.oldest.get(src, oldest))
        self.disk.put("oldest", src, self.oldest[src])
        self.answers[src] = [a for a in self.answers.get(src, []) if a[0] >= self.oldest[src]]

    def on_read(self, src: str) -> dict[str, Any]:
        return {
            "type": "read_ok",
            "value": [argument for _, _, argument in self.disk.read("ledger")],
        }
