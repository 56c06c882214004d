"""Delivery status reports (RFC 3464): which mail failed, for whom and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from triage.mail.headers import clean_line
from triage.mail.message import DeliveryReport

_ACTIONS = frozenset(["failed", "delayed", "delivered", "relayed", "expanded"])
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def read_report(blocks: Sequence[Message]) -> DeliveryReport | None:
    """Read the blocks of a delivery status: the first recipient that failed, else the first."""
    found = [
        DeliveryReport(
            action=action if (action := _field(block, "action")) in _ACTIONS else "",
            status=match[0] if (match := _STATUS.search(_field(block, "status"))) else "",
            recipient=_recipient(block),
            original_message_id="",
        )
        for block in blocks
        if block["action"] or block["final-recipient"]
    ]
    return next((report for report in found if report.action == "failed"), None) or next(
        iter(found), None
    )


def _field(block: Message, name: str) -> str:
    return clean_line(str(block.get(name) or "")[:500]).lower()


def _recipient(block: Message) -> str:
    """Return the address behind "rfc822;"; the original recipient is the one we wrote to."""
    for name in ("original-recipient", "final-recipient"):
        address = _field(block, name).rpartition(";")[2].strip(" <>")
        if "@" in address:
            return address
    return ""
