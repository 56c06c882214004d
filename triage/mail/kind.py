"""What kind of mail it is: the tests of the design in their order, each on all the evidence found.

A customer hidden is as bad as a machine answered. So headers of lists, robots and spam filters
count against a mail only if no person plainly writes in it about an order of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from triage.mail.automatic_mail import automatic
from triage.mail.contested import told_by_bank
from triage.mail.desk_confirmations import confirmed
from triage.mail.desk_letters import without_desk_frame
from triage.mail.envelopes import receipt, taken_out
from triage.mail.evidence import Evidence, gather, has_matter, is_letter, proven
from triage.mail.forwards import forwarded_mail
from triage.mail.groups import come_back, without_group_footer
from triage.mail.kind_judge import Meaning, likely_machine
from triage.mail.machine_addresses import (
    is_advertiser,
    is_advertising_host,
    is_machine,
    is_ours,
    is_staff,
)
from triage.mail.masks import unmasked
from triage.mail.mass_mail import bulk, is_form_spam, offer, spam
from triage.mail.matter import own_matter
from triage.mail.message import Allowed, Code, FoundIn, Identity, Kind, Mail, ReplyChannel, Verdict
from triage.mail.notifications import NEEDED as NOTICE_NEEDED
from triage.mail.own_echoes import without_own_echo
from triage.mail.platforms import (
    DISPUTED,
    dispute_signs,
    from_platform,
    names_dispute,
    read_notice,
)
from triage.mail.reachable import reached
from triage.mail.reasons import told, weight
from triage.mail.rules import shown
from triage.mail.sender import behind_machine, plain
from triage.mail.shares import share
from triage.mail.unreachable import unreachable
from triage.mail.verdicts import of_customer, set_aside
from triage.mail.wording import key

_FORWARDS = 3  # a forward of a forward of a forward


def judge(
    mail: Mail,
    identity: Identity,
    *,
    junk: bool = False,
    acquainted: bool = False,
    meaning: Meaning | None = None,
) -> Verdict:
    """Tell what kind of mail this is, who is to be answered and what forbids it.

    `junk`: it lay in the Junk folder. `acquainted`: the store knows the writer or the order.
    `meaning` tells the learned judge what the words mean.
    """
    evidence, found = by_rules(mail, identity, junk=junk, acquainted=acquainted)
    return _disputed(evidence, likely_machine(evidence, found, meaning) or found)


def by_rules(
    mail: Mail, identity: Identity, *, junk: bool = False, acquainted: bool = False
) -> tuple[Evidence, Verdict]:
    """Judge by the rules alone, as the learned judge's teacher does; return what they saw, too."""
    mail = taken_out(mail, identity)
    mail = without_own_echo(without_group_footer(unmasked(mail, identity), identity), identity)
    mail = without_desk_frame(mail)
    evidence = gather(mail, identity, junk=junk, acquainted=acquainted)
    return evidence, _judge(evidence)


def _disputed(evidence: Evidence, found: Verdict) -> Verdict:
    """Look for a dispute in what a bank or a payment service nobody listed tells."""
    mail = evidence.mail
    listed = evidence.platform is not None or evidence.junk or evidence.forged
    if found.dispute or listed or evidence.lists:
        return found
    if found.kind is Kind.CUSTOMER and not (found.channel or has_matter(evidence)):
        answers = mail.in_reply_to or found.form_fields
        told_so = "" if answers else told_by_bank(mail.subject, mail.own_words)
        why = [Code("dispute", f"A bank tells of a contested payment: {shown(told_so)}")]
        return replace(set_aside(evidence, Kind.NOTICE, why), dispute=True) if told_so else found
    signs = names_dispute(mail, evidence.identity.rules) if found.kind is Kind.NOTICE else []
    why = [*told(signs, DISPUTED), *found.reasons]
    return replace(found, dispute=True, reasons=tuple(why)) if signs else found


def _judge(evidence: Evidence) -> Verdict:
    for test in _TESTS:
        verdict = test(evidence)
        if verdict is not None:
            return verdict
    return of_customer(evidence, plain(evidence.mail, evidence.identity))


def _own_mark(evidence: Evidence) -> Verdict | None:
    return set_aside(evidence, Kind.OWN, evidence.own) if evidence.own else None


def _bounce(evidence: Evidence) -> Verdict | None:
    return set_aside(evidence, Kind.BOUNCE, evidence.bounce) if evidence.bounce else None


def _abuse_report_or_receipt(evidence: Evidence) -> Verdict | None:
    content = evidence.mail.header("content-type")
    why = receipt(evidence.mail)
    if "feedback-report" in content.lower():
        why = [Code("abuse_report", f"Content-Type: {shown(content)}")]
    return set_aside(evidence, Kind.NOTICE, why) if why else None


def _listed(evidence: Evidence) -> Verdict | None:
    """Follow what the store's own rules say of a sender; a forger does not inherit it."""
    sender = evidence.mail.sender.address
    kind = evidence.identity.rules.kind_of(sender)
    if not kind or evidence.forged:
        return None
    why = Code("listed_sender", f"The store's rules say {kind}: {shown(sender)}")
    if kind == Kind.CUSTOMER.value:
        # No rule of a store makes us answer a machine.
        if evidence.auto_headers or evidence.auto_wording:
            return None
        person = behind_machine(evidence.mail, evidence.identity)
        person = person or plain(evidence.mail, evidence.identity)
        return of_customer(evidence, replace(person, found=(why, *person.found)))
    return set_aside(evidence, Kind(kind), [why])


def _share(evidence: Evidence) -> Verdict | None:
    """Know who shares a file by a service: the service's page, not an answer, is for them."""
    if evidence.junk or evidence.forged or evidence.acquainted:
        return None
    why = share(evidence.mail)
    return set_aside(evidence, Kind.NOTICE, why) if why else None


def _relay_or_form(evidence: Evidence) -> Verdict | None:
    person = behind_machine(evidence.mail, evidence.identity)
    if person is None or (evidence.forged and evidence.junk):
        return None
    if is_form_spam(evidence, person):
        return set_aside(evidence, Kind.SPAM, evidence.spam)
    return of_customer(evidence, person)


def _forward(evidence: Evidence) -> Verdict | None:
    """Judge the mail a colleague forwards in its own right."""
    mail, identity = evidence.mail, evidence.identity
    # Whoever forges a colleague chooses whom we answer, and whose case it joins.
    inner = forwarded_mail(mail, identity) if not evidence.disowned else None
    if inner is None or evidence.depth >= _FORWARDS:
        return None
    found = _judge(
        gather(
            inner, identity, junk=False, acquainted=evidence.acquainted, depth=evidence.depth + 1
        )
    )
    why = Code("forward", f"Forwarded by {shown(mail.sender.address)}")
    if found.kind is Kind.NOTICE and found.dispute:
        return replace(found, reasons=(why, *found.reasons))
    if found.kind is not Kind.CUSTOMER or not _names_person(found):
        return None
    customer = found.customer
    return replace(
        found,
        reasons=(why, *found.reasons),
        customer=replace(customer, found_in=FoundIn.FORWARD) if customer else None,
        automatic=Allowed(allowed=False, reason="a colleague forwarded it"),
        rescued=evidence.junk,
    )


def _own_address(evidence: Evidence) -> Verdict | None:
    address = evidence.mail.sender.address
    if not is_ours(address, evidence.identity) or _for_another(evidence):
        return None
    if evidence.disowned and not come_back(evidence.mail, evidence.identity):
        return None
    return set_aside(evidence, Kind.OWN, [Code("own_address", f"From: {shown(address)}")])


def _platform(evidence: Evidence) -> Verdict | None:
    if evidence.platform is None:
        return None
    notice = read_notice(evidence.mail, evidence.platform, evidence.identity.rules)
    # The names phishers use most: in Junk they must prove themselves.
    if evidence.forged or (evidence.junk and not proven(evidence)):
        return set_aside(evidence, Kind.SPAM, evidence.spam)
    if notice.carries_person:
        person = from_platform(evidence.mail, notice, evidence.identity.rules)
        person = reached(person, evidence.mail, evidence.identity)
        return replace(of_customer(evidence, person), dispute=notice.dispute)
    if _advertises(evidence) and not notice.dispute:
        why = (*notice.reasons, *evidence.lists, *evidence.advertising)
        return set_aside(evidence, Kind.BULK, why)
    verdict = set_aside(evidence, Kind.NOTICE, notice.reasons)
    return replace(verdict, dispute=notice.dispute, channel=notice.platform.id)


def _advertises(evidence: Evidence) -> bool:
    """Tell a platform's newsletter: from an address for such, or with a discount in its subject.

    News of a parcel or a payout may come with a way to unsubscribe, too.
    """
    if not evidence.lists or evidence.platform is None or evidence.platform.group == "carrier":
        return False
    sender = evidence.mail.sender.address
    host = is_advertiser(sender) or is_advertising_host(sender)
    return host or any(sign in evidence.mail.subject for sign in "%％٪") or _is_mailing(evidence)


def _is_mailing(evidence: Evidence) -> bool:
    """Tell what its header calls bulk, with a way out in header and text, of nobody's order."""
    codes = {code.code for code in evidence.lists}
    many = {"precedence", "list_header"} <= codes and bool(evidence.advertising)
    return many and not own_matter(f"{evidence.mail.subject}\n{evidence.mail.text}")


def _notification(evidence: Evidence) -> Verdict | None:
    """Judge a notice of a platform nobody listed."""
    signs = evidence.notice
    if evidence.lists and evidence.advertising:
        return None  # a newsletter that nobody answers
    if evidence.campaign and not is_machine(evidence.mail.sender.address):
        return None
    if evidence.forged or evidence.junk or evidence.acquainted:
        return None
    if evidence.mailer and not evidence.lists and not is_letter(evidence):
        # A program that counts what comes back, and no person's voice.
        return set_aside(evidence, Kind.NOTICE, (*evidence.mailer, *told(signs, NOTICE_NEEDED)))
    if weight(signs) < NOTICE_NEEDED:
        return None
    disputes = dispute_signs(key(evidence.mail.subject), "", evidence.identity.rules)
    why = told(signs, NOTICE_NEEDED)
    disputed = weight(disputes) >= DISPUTED
    if disputed:
        why = (*told(disputes, DISPUTED), *why)
    return replace(set_aside(evidence, Kind.NOTICE, why), dispute=disputed)


def _staff(evidence: Evidence) -> Verdict | None:
    if not evidence.staff or _for_another(evidence):
        return None
    return set_aside(evidence, Kind.OWN, evidence.staff)


def _for_another(evidence: Evidence) -> bool:
    """Tell a form that writes in our own name, its visitor in Reply-To: none of our mails does."""
    mail, identity = evidence.mail, evidence.identity
    if not is_staff(mail.sender.address, identity):
        return False
    return any(
        not is_machine(a.address) and not is_staff(a.address, identity) for a in mail.reply_to
    )


_TESTS: tuple[Callable[[Evidence], Verdict | None], ...] = (
    _own_mark,
    _bounce,
    _abuse_report_or_receipt,
    _listed,
    confirmed,
    _share,
    _relay_or_form,
    _forward,
    _own_address,
    automatic,
    _platform,
    _notification,
    bulk,
    spam,
    offer,
    _staff,
    unreachable,
)


def _names_person(verdict: Verdict) -> bool:
    if verdict.reply_channel is ReplyChannel.PLATFORM_ONLY:
        return True
    return verdict.customer is not None and not is_machine(verdict.customer.address)
