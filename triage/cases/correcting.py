"""What an agent's word on the newest mail makes of its case: as if it had been understood so.

The trap: earlier mails of the case still count, so what they want and threaten stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from triage.cases import priority
from triage.cases.case import Case, JoinCase, OpenCase
from triage.understanding.meaning import Understanding
from triage.understanding.taxonomy import RULES


def corrected(
    case: Case,
    filing: OpenCase | JoinCase,
    understood: Understanding,
    *,
    tells_type: bool,
    tells_language: bool,
    today: date,
) -> Case:
    """Return the case as it stands once its newest mail, filed so, is understood rightly.

    `today` is the day the mail came, at the store.
    """
    before = filing.before if isinstance(filing, JoinCase) else None
    mails = filing.after.mails if isinstance(filing, JoinCase) else filing.case.mails
    level, reasons = priority.judge(
        understood,
        dispute=case.dispute,
        mails=mails,
        deadline=understood.deadline_day,
        today=today,
    )
    demands, signals = understood.demands, understood.signals
    if before is not None:
        if level != before.priority and priority.higher(level, before.priority) is before.priority:
            level, reasons = before.priority, before.priority_reasons
        demands = tuple(dict.fromkeys((*before.demands, *demands)))
        signals = tuple(dict.fromkeys((*before.signals, *signals)))
    case = replace(case, priority=level, priority_reasons=reasons, demands=demands, signals=signals)
    if before is None or tells_language:
        case = replace(case, language=understood.language.code)
    if before is not None and before.sure and not tells_type:
        return case  # an earlier mail has settled what it is about
    label = understood.type.label
    return replace(
        case,
        type=label,
        sure=understood.sure,
        type_confidence=understood.type.confidence,
        alternatives=understood.type.alternatives,
        team=case.team if case.agent else RULES[label].team,
        gist_en=understood.gist.en,
        gist_zh=understood.gist.zh_hans,
    )
