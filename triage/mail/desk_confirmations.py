"""A help desk's confirmation, known by its words: its address is an alias like a buyer's."""

from __future__ import annotations

from triage.mail.desk_talk import promise
from triage.mail.desks import from_team_notice
from triage.mail.evidence import Evidence
from triage.mail.machine_addresses import is_staff
from triage.mail.message import Kind, Verdict
from triage.mail.reasons import weight
from triage.mail.verdicts import set_aside

# Beside a request confirmed: headers no relay of a buyer's words sets.
_BY_DESK = frozenset({"help_desk", "suppresses_auto_replies"})
# A promise alone confirms where a desk's program writes it, automatically, beneath our mail.
_CONFIRMS = frozenset({"request_confirmed", "desk_promise"})
_OF_PROGRAM = _BY_DESK | {"answers_a_mail"}
_PROMISED = 5  # points of a desk's promise that no relay's or platform's mail about a buyer reaches


def confirmed(evidence: Evidence) -> Verdict | None:
    """Judge a help desk that confirms a request of ours."""
    mail, identity = evidence.mail, evidence.identity
    codes = {code.code for code in evidence.auto_wording}
    if not codes & _CONFIRMS or evidence.platform is not None:
        return None
    if "request_confirmed" not in codes and not (codes >= _OF_PROGRAM and evidence.submitted):
        return None
    if not codes & _BY_DESK and weight(promise(mail)) < _PROMISED:
        return None
    if is_staff(mail.sender.address, identity) or from_team_notice(mail, identity):
        return None
    return set_aside(evidence, Kind.AUTO_REPLY, evidence.auto_wording)
