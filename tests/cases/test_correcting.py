"""A corrected case stands as if its newest mail had been understood so."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.make import NOW, a_case, an_understanding
from triage.cases.case import Case, JoinCase, OpenCase, Priority
from triage.cases.correcting import corrected
from triage.understanding.meaning import Understanding
from triage.understanding.taxonomy import Demand, Signal, Team, Type


def after(
    case: Case, understood: Understanding, before: Case | None = None, *, tells_type: bool = False
) -> Case:
    """Correct a case whose newest mail opened it, or joined `before`."""
    filing = OpenCase(case, "t", "new") if before is None else JoinCase(before, case, "thread")
    return corrected(
        case,
        filing,
        understood,
        tells_type=tells_type,
        tells_language=False,
        today=NOW.date(),
    )


def test_team_stays_with_the_agent_who_has_the_case() -> None:
    right = an_understanding(about=Type.REFUND_STATUS)
    assert after(a_case(), right).team is Team.FINANCE
    assert after(a_case(agent="Mei"), right).team is a_case().team


def test_false_alarm_of_the_only_mail_is_called_off() -> None:
    alarmed = a_case(priority=Priority.CRITICAL, signals=(Signal.SAFETY_HAZARD,))
    calm = after(alarmed, an_understanding())
    assert (calm.priority, calm.signals) == (Priority.NORMAL, ())
    assert calm.priority_reasons == ("no sign of urgency",)


def test_alarm_of_an_earlier_mail_stays() -> None:
    before = a_case(
        priority=Priority.HIGH,
        priority_reasons=("legal threat",),
        signals=(Signal.LEGAL_THREAT,),
    )
    case = replace(before, mails=2, demands=(Demand.REFUND, Demand.REPAIR))
    found = after(case, an_understanding(demands=(Demand.APOLOGY,)), before)
    assert (found.priority, found.priority_reasons) == (Priority.HIGH, ("legal threat",))
    assert found.signals == (Signal.LEGAL_THREAT,)
    assert found.demands == (Demand.REFUND, Demand.APOLOGY)


def test_type_of_a_further_mail_counts_when_an_agent_says_it() -> None:
    before = a_case()
    right = an_understanding(about=Type.DEFECTIVE)
    assert after(before, right, before).type is Type.DAMAGED
    assert after(before, right, before, tells_type=True).type is Type.DEFECTIVE
