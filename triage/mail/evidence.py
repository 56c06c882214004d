"""Everything a mail shows about its kind, gathered before any test: reasons tell all of it."""

from __future__ import annotations

from dataclasses import dataclass

from triage.mail.authentication import disowned, forged, verified
from triage.mail.auto_replies import auto_reply_wording
from triage.mail.bounces import bounce
from triage.mail.bulk import advertising_evidence, is_circular, list_evidence, spam_evidence
from triage.mail.campaigns import campaign
from triage.mail.lists import written_by_list
from triage.mail.machine_addresses import (
    is_advertiser,
    is_machine,
    is_ours,
    is_reporter,
    is_staff,
    within,
)
from triage.mail.machines import auto_reply_headers, auto_submitted, mailer_header
from triage.mail.mail_rules import Platform
from triage.mail.marks import LINK
from triage.mail.matter import own_matter, phrase_of_matter, shop_talk, speaks_for_themselves
from triage.mail.message import Code, Identity, Mail
from triage.mail.message_id import case_of
from triage.mail.notifications import notification
from triage.mail.offers import offer
from triage.mail.platforms import platform_of
from triage.mail.reasons import Sign, header_reason
from triage.mail.rules import shown
from triage.mail.staff import internal_evidence

_MATTER = frozenset(("order_matter", "answers_us", "shop_talk"))
_OPENING = 400  # characters
_SUPPRESSES = ("all", "autoreply", "oof")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mail, who we are, what is known from outside, and every sign found, by test."""

    mail: Mail
    identity: Identity
    junk: bool
    acquainted: bool
    depth: int  # how many colleagues' forwards this mail was taken out of
    own: tuple[Code, ...]
    bounce: tuple[Code, ...]
    submitted: str  # Auto-Submitted other than "no"
    auto_headers: tuple[Code, ...]
    auto_wording: tuple[Code, ...]
    platform: Platform | None
    notice: tuple[Sign, ...]  # of platforms nobody listed
    offer: tuple[Sign, ...]  # of strangers who want to sell to us
    mailer: tuple[Code, ...]  # of programs that send for others and count what comes back
    lists: tuple[Code, ...]
    campaign: tuple[Code, ...]  # headers of programs that mail to many, whatever the voice
    advertising: tuple[Code, ...]
    spam: tuple[Code, ...]
    staff: tuple[Code, ...]
    person: tuple[Code, ...]  # signs of a person with a matter of their own
    forged: bool  # by what our own server says
    disowned: bool  # as `forged`, or refused by SPF with nothing that vouches

    def all(self) -> tuple[Code, ...]:
        """Return every sign, in the order of the tests."""
        groups = (self.own, self.bounce, self.auto_headers, self.auto_wording, self.lists)
        more = (self.advertising, self.spam, self.staff, self.person)
        return tuple(code for group in groups + more for code in group)


def gather(
    mail: Mail, identity: Identity, *, junk: bool, acquainted: bool, depth: int = 0
) -> Evidence:
    """Look for every sign; nothing is decided here."""
    submitted = auto_submitted(mail)
    auto = auto_reply_headers(mail)
    if submitted:
        auto.insert(0, header_reason("auto_submitted", mail, "auto-submitted"))
    lists, advertising = tuple(list_evidence(mail)), tuple(advertising_evidence(mail))
    selling = tuple(offer(mail))
    to_many = campaign(mail, identity)
    spam = spam_evidence(mail)
    if junk:
        spam.append(Code("junk_folder", "It lay in the Junk folder"))
    false_sender = forged(mail, identity)
    if false_sender:
        spam.append(header_reason("forged", mail, "authentication-results"))
    return Evidence(
        mail=mail,
        identity=identity,
        junk=junk,
        acquainted=acquainted,
        depth=depth,
        own=tuple(_own(mail, identity)),
        bounce=bounce(mail, identity),
        submitted=submitted,
        auto_headers=tuple(auto),
        auto_wording=auto_reply_wording(mail, identity),
        platform=platform_of(mail, identity.rules),
        notice=tuple(notification(mail, identity)),
        offer=selling,
        mailer=_mailer(mail),
        lists=lists,
        campaign=to_many,
        advertising=advertising,
        spam=tuple(spam),
        staff=tuple(internal_evidence(mail, identity)),
        person=tuple(
            _person(
                mail,
                identity,
                acquainted=acquainted,
                mass=bool(to_many or (lists and advertising)),
                selling=bool(selling),
            )
        ),
        forged=false_sender,
        disowned=disowned(mail, identity),
    )


def _mailer(mail: Mail) -> tuple[Code, ...]:
    name = mailer_header(mail)
    return (header_reason("mailer_header", mail, name),) if name else ()


def _own(mail: Mail, identity: Identity) -> list[Code]:
    found = []
    if case_of(identity, mail.message_id):
        found.append(Code("own_message_id", f"Message-ID: {shown(mail.message_id)}"))
    # Our server's own filters write it on what they hand on too, so it needs a From of ours.
    if is_staff(mail.sender.address, identity):
        found += [Code("own_loop", f"X-Loop: {shown(each)}") for each in _own_loops(mail, identity)]
    return found


def _own_loops(mail: Mail, identity: Identity) -> list[str]:
    loops = mail.header_values("x-loop")
    return [each for each in loops if is_ours(each.strip(" <>").lower(), identity)]


def _person(
    mail: Mail, identity: Identity, *, acquainted: bool, mass: bool, selling: bool
) -> list[Code]:
    found = []
    # Mass mail is personalised: it knows our order's number, and quotes happy buyers far below.
    written = f"{mail.subject}\n{mail.own_words}"
    matter = phrase_of_matter(written[:_OPENING]) if mass else own_matter(written)
    machine = is_machine(mail.sender.address) or is_advertiser(mail.sender.address)
    # A digest holds its members' letters: none of them is to us.
    machine = machine or written_by_list(mail, identity)
    # A number is also what shops put into "Your order #1234 has shipped".
    if matter and not machine:
        found.append(Code("order_matter", f"Writes of an order: {shown(matter)}"))
    by_list = bool(mail.header("list-post") or mail.header("list-archive"))
    by_list = by_list or mail.header("precedence").strip().lower() == "list"
    # Precedence or a mailer's mark alone says little: some companies' servers put it on everything.
    listed = any(name.startswith("list-") for name, _ in mail.headers)
    circular = mass or is_circular(mail)
    quiet = machine or by_list or circular
    # Menus and sale banners link to their own shop, never to ours.
    words = LINK.sub(lambda link: "" if _is_to_us(link[0], identity) else link[0], mail.own_words)
    if not quiet and speaks_for_themselves(words, listed=listed):
        found.append(Code("own_voice", "Reads like a letter, not a circular"))
    # Suppliers talk of goods and parcels as well.
    talk = "" if quiet or selling else shop_talk(words)
    if talk:
        found.append(Code("shop_talk", f"Writes of: {shown(talk)}"))
    found += [
        Code("answers_us", f"Answers our mail {shown(each)}")
        for each in mail.in_reply_to
        if case_of(identity, each)
    ]
    if acquainted:
        found.append(Code("acquainted", "The store knows the writer or the order"))
    return found


def _is_to_us(link: str, identity: Identity) -> bool:
    host = link.partition("://")[2].partition("/")[0].lower()
    return any(within(host, each) for each in identity.staff_domains)


def has_matter(evidence: Evidence) -> bool:
    """Tell whether a person plainly writes about their own order or answers our mail."""
    return any(code.code in _MATTER for code in evidence.person)


def is_letter(evidence: Evidence) -> bool:
    """Tell whether a person wrote this to us, whatever lists and mass mailers put on top."""
    return has_matter(evidence) or any(code.code == "own_voice" for code in evidence.person)


def automatic_bars(evidence: Evidence) -> list[str]:
    """List what forbids answering without a person, though a draft is fine (facts: no_ack)."""
    mail = evidence.mail
    found = (*evidence.spam, *evidence.lists, *evidence.mailer, *evidence.auto_headers)
    bars = [code.text for code in found]
    suppress = mail.header("x-auto-response-suppress")
    if any(word.strip() in _SUPPRESSES for word in suppress.lower().split(",")):
        bars.append(f"X-Auto-Response-Suppress: {shown(suppress)}")
    if mail.header("x-loop").strip().lower() in ("yes", "true") or _own_loops(
        mail, evidence.identity
    ):
        bars.append(f"X-Loop: {shown(mail.header('x-loop'))}")
    if is_machine(mail.sender.address) or is_reporter(mail.sender.address):
        bars.append(f"From {shown(mail.sender.address)} is read by nobody")
    if mail.return_path == "":
        bars.append("Return-Path: <>")
    if "several From addresses" in mail.defects:
        bars.append("From names several people, and only one of them was checked")
    named = {each.address for each in (*mail.to, *mail.cc)}
    if evidence.identity.addresses and not any(is_ours(each, evidence.identity) for each in named):
        bars.append("our address is in neither To nor Cc")
    return bars


def proven(evidence: Evidence) -> bool:
    """Tell whether the sender's address proved itself."""
    return verified(evidence.mail, evidence.identity)
