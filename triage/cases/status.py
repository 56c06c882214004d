"""How a case moves. Every move is listed here; anything else is a programmer's mistake."""

from __future__ import annotations

from triage.cases.case import Case, Status

S = Status
WORKING = (S.IN_PROGRESS, S.WAITING_CUSTOMER, S.WAITING_SUPPLIER, S.WAITING_CARRIER)
MOVES: dict[Status, frozenset[Status]] = {
    S.NEW: frozenset({S.DRAFTED, S.ACKNOWLEDGED, *WORKING, S.RESOLVED, S.CLOSED}),
    S.DRAFTED: frozenset({S.NEW, S.ACKNOWLEDGED, *WORKING, S.RESOLVED, S.CLOSED}),
    S.ACKNOWLEDGED: frozenset({*WORKING, S.RESOLVED, S.CLOSED}),
    **{status: frozenset({*WORKING, S.RESOLVED, S.CLOSED}) for status in WORKING},
    S.RESOLVED: frozenset({*WORKING, S.CLOSED}),
    S.CLOSED: frozenset({S.IN_PROGRESS, S.NEW}),
}


def may_move(old: Status, new: Status) -> bool:
    """Tell whether a case may go from one status to the other; staying is always allowed."""
    return old is new or new in MOVES[old]


def after_a_mail(case: Case, *, satisfied: bool) -> tuple[Status, bool]:
    """Return the status after a customer's further mail, and whether that reopens the case.

    A mail that only thanks changes nothing. Who waited for the customer goes on working.
    """
    if satisfied:
        return case.status, False
    if case.status in (S.RESOLVED, S.CLOSED):
        return S.IN_PROGRESS, True
    if case.status is S.WAITING_CUSTOMER:
        return S.IN_PROGRESS, False
    return case.status, False
