"""Broken siblings of the quorum register: values that come and go."""
# mypy: disable-error-code="explicit-override"
# ruff: noqa: ANN401, ARG002, D102 - written as learners write nodes: short, and in their style

from __future__ import annotations

from typing import Any

from quorate.patterns.quorum_register import QuorumRegister, Tag


class ReadsWithoutWriteBack(QuorumRegister):
    """Returns what it found without storing it: the next reader may find the value before it."""

    async def on_read(self, src: str, key: str) -> dict[str, Any]:
        _, value = await self.newest(key)
        return {"type": "read_ok", "value": value}


class WritesToMinority(QuorumRegister):
    """Takes one stored copy for enough, which a later majority need not contain."""

    async def store(self, key: str, tag: Tag, value: Any) -> None:
        _ = await self.ask(1, "store", key=key, tag=tag, value=value)


class RepeatsTags(QuorumRegister):
    """Gives the same tag to two writes that saw the same newest one."""

    def next_tag(self, newest: Tag) -> Tag:
        return [newest[0] + 1, self.id]


BROKEN = {
    "reads-without-write-back": ReadsWithoutWriteBack,
    "repeats-tags": RepeatsTags,
    "writes-to-minority": WritesToMinority,
}
