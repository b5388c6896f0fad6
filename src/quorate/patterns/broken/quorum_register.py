"""Broken siblings of the quorum register: values that come and go."""

from __future__ import annotations

from quorate.patterns.quorum_register import QuorumRegister, Tag


class ReadsWithoutWriteBack(QuorumRegister):
    """Returns what it found without storing it: the next reader may find the value before it."""

    def begin_second_phase(self, number: str) -> None:
        if self.operations[number]["type"] == "read":
            self.finish(number)
        else:
            super().begin_second_phase(number)


class WritesToMinority(QuorumRegister):
    """Takes one stored copy for enough, which a later majority need not contain."""

    def copies(self) -> int:
        return 1


class RepeatsTags(QuorumRegister):
    """Gives the same tag to two writes that saw the same newest one."""

    def next_tag(self, newest: Tag) -> Tag:
        return [newest[0] + 1, self.id]


BROKEN = {
    "reads-without-write-back": ReadsWithoutWriteBack,
    "repeats-tags": RepeatsTags,
    "writes-to-minority": WritesToMinority,
}
