"""How urgent a case is (DOMAIN: Urgency), and the reasons in words an agent reads."""

from __future__ import annotations

from datetime import date, timedelta

from triage.cases.case import Priority
from triage.understanding.meaning import Understanding
from triage.understanding.taxonomy import Signal, Type

SOON = timedelta(days=3)  # a deadline within it is high
THIRD_CONTACT = 3

_WITH_A_DATE = {
    Signal.LEGAL_THREAT: "legal threat with a date",
    Signal.CHARGEBACK_THREAT: "chargeback threat with a date",
}
_HIGH = {
    Signal.LEGAL_THREAT: "legal threat",
    Signal.CHARGEBACK_THREAT: "chargeback threat",
    Signal.REVIEW_THREAT: "threatens a bad review",
    Signal.PRIVACY_REQUEST: "privacy request",
    Signal.OFFICIAL_LETTER: "official letter",
}
_LOW = {Type.PRODUCT_QUESTION: "a product question", Type.OTHER: "no complaint of a known type"}
_RANK = {p: n for n, p in enumerate(reversed(Priority))}


def judge(
    understood: Understanding | None,
    *,
    dispute: bool,
    mails: int,
    deadline: date | None,
    today: date,
) -> tuple[Priority, tuple[str, ...]]:
    """Return the priority and its reasons, the weightiest first.

    `mails` counts the customer's mails in the case, this one included; `deadline` is the day the
    customer set, if it could be told. `understood` is None for a platform's own notice.
    """
    found: list[tuple[Priority, str]] = []
    if dispute:
        found.append((Priority.CRITICAL, "dispute, chargeback or claim opened"))
    if understood is not None:
        found += _of_mail(understood, deadline, today)
    if mails >= THIRD_CONTACT:
        found.append((Priority.HIGH, f"contact number {mails} in this case"))
    if not found:
        return Priority.NORMAL, ("no sign of urgency",)
    best = max((priority for priority, _ in found), key=_RANK.__getitem__)
    order = sorted(found, key=lambda item: -_RANK[item[0]])
    return best, tuple(dict.fromkeys(reason for _, reason in order))


def higher(one: Priority, other: Priority) -> Priority:
    """Return the more urgent of the two."""
    return max(one, other, key=_RANK.__getitem__)


def _of_mail(
    understood: Understanding, deadline: date | None, today: date
) -> list[tuple[Priority, str]]:
    found: list[tuple[Priority, str]] = []
    signals = understood.signals
    if Signal.SAFETY_HAZARD in signals:
        found.append((Priority.CRITICAL, "safety hazard"))
    dated = Signal.DEADLINE in signals or deadline is not None
    for signal in signals:
        if dated and signal in _WITH_A_DATE:
            found.append((Priority.CRITICAL, _WITH_A_DATE[signal]))
        elif signal in _HIGH:
            found.append((Priority.HIGH, _HIGH[signal]))
    if deadline is not None and deadline - today <= SOON:
        found.append((Priority.HIGH, f"deadline {deadline.isoformat()}"))
    if understood.type.label is Type.PARCEL_LOST:
        found.append((Priority.HIGH, "parcel lost"))
    if understood.detail == "charged_twice":
        found.append((Priority.HIGH, "charged twice"))
    if not found and understood.type.label in _LOW:
        found.append((Priority.LOW, _LOW[understood.type.label]))
    return found
