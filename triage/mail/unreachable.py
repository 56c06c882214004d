"""What is left of machines' mails when every other test has passed: nobody can be answered.

The trap: platforms carry people's words from such addresses, and some people have one of their own.
"""

from __future__ import annotations

from triage.mail.evidence import Evidence
from triage.mail.machine_addresses import is_machine
from triage.mail.marks import ASKS, LINK
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.message import Code, Kind, Verdict
from triage.mail.rules import shown
from triage.mail.sender import plain
from triage.mail.verdicts import set_aside


def unreachable(evidence: Evidence) -> Verdict | None:
    """Take for a notice what a machine says of no order of the writer's, and nobody can answer."""
    mail = evidence.mail
    if evidence.junk or evidence.acquainted or not is_machine(mail.sender.address):
        return None
    written = mail.own_words
    voice = ASKS.search(LINK.sub(" ", written)) and speaks_of_self(written)
    if phrase_of_matter(written) or voice or plain(mail, evidence.identity).reply_to:
        return None
    why = Code("machine_sender", f"From: {shown(mail.sender.address)}, and nobody in Reply-To")
    return set_aside(evidence, Kind.NOTICE, [why])
