"""Broken siblings of primary and backup: answers that the next primary does not know of."""

from __future__ import annotations

from typing import Any

from quorate.patterns.primary_backup import Replica
from quorate.patterns.view_service import ViewService


class AnswersEarly(Replica):
    """Answers before the backup has confirmed; the operation follows when it can."""

    def on_write(self, msg: dict[str, Any]) -> None:
        super().on_write(msg)
        body = msg["body"]
        self.send(msg["src"], "write_ok", value=body["value"], in_reply_to=body["msg_id"])


class ReadsAlone(Replica):
    """Answers reads without asking the backup, also when it has long been replaced."""

    def on_read(self, msg: dict[str, Any]) -> None:
        body = msg["body"]
        self.check_primary()
        value = self.values.get(body["key"])
        self.send(msg["src"], "read_ok", value=value, in_reply_to=body["msg_id"])


class PromotesAnybody(ViewService):
    """Promotes a backup that has not been given the values yet."""

    def may_promote(self) -> bool:
        return True


BROKEN = {
    "answers-early": AnswersEarly,
    "promotes-anybody": PromotesAnybody,
    "reads-alone": ReadsAlone,
}
