"""An agent's own wording, as a mail client left it in Drafts or Sent, taken over as ours.

The trap: what the desk would send is plain text, so a file the agent attached would be lost there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from triage.cases.case import Case
from triage.drafts.draft import Draft, DraftFacts, Finding, Level
from triage.mail import message_id as keyed
from triage.mail.message import Mail
from triage.pipeline.approving import ATTACHED, checked
from triage.pipeline.values import Practice


@dataclass(frozen=True, slots=True)
class Letter:
    """What an agent wrote, without the customer's mail quoted below it, and the files with it."""

    text: str
    attached: tuple[str, ...]
    subject: str
    sha256: str  # of the whole mail


def letter_of(mail: Mail) -> Letter:
    """Return the letter in a mail that a client composed."""
    own = f"{mail.own_words}\n\n{mail.signature}" if mail.signature else mail.own_words
    text = own if mail.quoted else mail.text
    files = tuple(each.name or each.type for each in mail.attachments if not each.inline)
    return Letter(text.strip() + "\n", files, mail.subject, mail.sha256)


def same_words(text: str, other: str) -> bool:
    """Tell whether two texts differ in nothing but blanks and line ends, which clients rewrap."""
    return "".join(text.split()) == "".join(other.split())


def taken_over(
    practice: Practice,
    draft: Draft,
    facts: DraftFacts | None,
    case: Case,
    letter: Letter,
    draft_id: int,
) -> Draft:
    """Return the next version of a draft, in the words of a letter, looked over for its tone."""
    mine = keyed.make(practice.identity, case.number, f"d{draft_id}")
    files = tuple(Finding(0, Level.BLOCKS, name, ATTACHED) for name in letter.attached)
    kept = tuple(f for f in draft.findings if f.why != ATTACHED)
    anew = replace(
        draft,
        body=letter.text,
        subject=letter.subject or draft.subject,
        message_id=mine,
        findings=(*kept, *files),
    )
    if facts is None:  # what it was made from was not kept: nothing to hold it against
        return replace(anew, findings=files)
    return checked(practice.library, anew, facts, case, facts.sender.agent_name)
