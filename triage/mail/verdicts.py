"""From what was decided of a mail to its `Verdict`: whom to answer, how, and what forbids it."""

from __future__ import annotations

from collections.abc import Iterable

from triage.mail import line_judge
from triage.mail.evidence import Evidence, automatic_bars
from triage.mail.judged_words import judged_words
from triage.mail.machine_addresses import is_machine
from triage.mail.message import Allowed, Code, Kind, ReplyChannel, Verdict
from triage.mail.person import Person
from triage.mail.rules import shown


def _reasons(first: Iterable[Code], evidence: Evidence) -> tuple[Code, ...]:
    """Put what decided first, then everything else that was found, each once."""
    return tuple(dict.fromkeys((*first, *evidence.all())))


def set_aside(evidence: Evidence, kind: Kind, why: Iterable[Code]) -> Verdict:
    """Return the verdict on a mail for which nobody waits; `why` decided it."""
    no = Allowed(allowed=False, reason=f"not a customer's mail but {kind.value}")
    return Verdict(
        kind=kind,
        reasons=_reasons(why, evidence),
        customer=None,
        reply_to="",
        reply_channel=ReplyChannel.NONE,
        draft=no,
        automatic=no,
        dispute=False,
        rescued=False,
        own_words=evidence.mail.own_words,
        quoted=evidence.mail.quoted,
    )


def of_customer(evidence: Evidence, person: Person) -> Verdict:
    """Return the verdict on a mail with a person behind it, who may still be out of reach."""
    why = person.found or evidence.person or (Code("person", "No sign of a machine"),)
    return Verdict(
        kind=Kind.CUSTOMER,
        reasons=_reasons(why, evidence),
        customer=person.customer,
        reply_to=person.reply_to,
        reply_channel=person.reply_channel,
        draft=_draft(person),
        automatic=_automatic(evidence, person),
        dispute=False,
        rescued=evidence.junk,
        own_words=_own_words(evidence, person),
        quoted=person.quoted,
        form_fields=person.form_fields,
        channel=person.channel,
    )


def _own_words(evidence: Evidence, person: Person) -> str:
    """Return what the person wrote; where a machine carried it, the learned judge looks again."""
    if not person.channel and not is_machine(evidence.mail.sender.address):
        return person.own_words
    return judged_words(person.own_words, evidence.mail, evidence.identity, line_judge.shared())


def _draft(person: Person) -> Allowed:
    if person.reply_to:
        return Allowed(allowed=True, reason=f"a person reads {shown(person.reply_to)}")
    if person.reply_channel is ReplyChannel.PLATFORM_ONLY:
        return Allowed(allowed=True, reason="to be copied into the platform's own message box")
    return Allowed(allowed=False, reason="there is no address a person reads")


def _automatic(evidence: Evidence, person: Person) -> Allowed:
    # The headers of a shop's form tell of the shop's mailer, not of the person.
    is_configured_form = evidence.mail.sender.address in evidence.identity.form_senders
    bars = [person.automatic_bar] if person.automatic_bar else []
    bars += [] if is_configured_form and not evidence.junk else automatic_bars(evidence)
    if bars:
        return Allowed(allowed=False, reason="; ".join(bars[:4]))
    return Allowed(allowed=True, reason="a person's mail with nothing against an answer")
