"""Mail of marketplaces, payment services, shop platforms and carriers: whose words does it carry?

A dispute named in the subject outranks a buyer's message; one named in the body yields to it,
because buyers threaten with disputes in their own words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from triage.mail.builds import named_twice, told_to_seller, words_by_build
from triage.mail.buyer_names import buyer_name, named_in
from triage.mail.buyer_prose import boxed_prose, headed_prose, marked_prose, personal_prose
from triage.mail.calls import greets_seller
from triage.mail.cases import case_opened
from triage.mail.contested import payment_contested
from triage.mail.echoes import echo_of
from triage.mail.empty_notes import without_empty_notes
from triage.mail.foreseen import as_it_stands
from triage.mail.machine_addresses import domain_of, is_machine, platform_at, registered, site_of
from triage.mail.machines import auto_submitted
from triage.mail.mail_rules import MailRules, Platform
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.message import Code, Mail
from triage.mail.person import Person
from triage.mail.platform_pages import by_pages
from triage.mail.reasons import Sign, told, weight
from triage.mail.relays import carrier_of, notified
from triage.mail.requests import asked_of_seller, calls_for_answer, is_buyer, is_dealt_with
from triage.mail.row_labels import is_heading, names_their_words
from triage.mail.rules import load, phrases, shown
from triage.mail.speech import declared, greets_customer
from triage.mail.wording import key
from triage.mail.wrapper_lines import tells_of_wish, whole_lines

_RULES = load("platforms")
_WEAK_DISPUTE = phrases(_RULES["dispute"]["weak"], whole=True)
_CLOCK = phrases(_RULES["dispute"]["clock"])
_ADVICE = phrases(_RULES["dispute"]["advice"])
_MAIL_ENDS = ("mail", "email", "mails", "-mail", "-email")
_SHORTEST_STEM = 4  # letters
_SHOWN = 4  # lines in which a notice says whom it is about
DISPUTED = 3  # points from which a notice tells of a dispute
_AT_ONCE = 400  # characters within which a notice says what it is about
_LINES = 800  # looked at one by one
_LOOKED_AT = 1500  # characters of a body; below that come tips and small print


@dataclass(frozen=True, slots=True)
class Notice:
    """What a platform's mail is about; `carries_person` if a buyer speaks or asks through it."""

    platform: Platform
    dispute: bool
    carries_person: bool
    reasons: tuple[Code, ...]


def platform_of(mail: Mail, rules: MailRules) -> Platform | None:
    """Return the platform that wrote this mail, None if a person did."""
    domain = domain_of(mail.sender.address)
    found = platform_at(domain, rules) or _namesake(mail, domain, rules) or _greeting(mail, domain)
    found = found or by_pages(mail, rules)
    if found is not None and found.group in ("carrier", "payment") and _by_hand(mail, found.group):
        return None
    # What has no name of its own in the list bears that of its domain.
    return replace(found, id=site_of(domain)) if found and found.id == found.group else found


def _greeting(mail: Mail, domain: str) -> Platform | None:
    """Take a machine that greets a seller for a marketplace: nobody else calls its reader so."""
    if not is_machine(mail.sender.address) or not greets_seller(mail.text):
        return None
    return Platform("marketplace", "marketplace", (registered(domain),))


def _namesake(mail: Mail, domain: str, rules: MailRules) -> Platform | None:
    """Find a platform by a domain made of its name: "trendyolmail.com", "gls-hungary.com"."""
    site = site_of(domain)
    stem = next((site.removesuffix(end) for end in _MAIL_ENDS if site.endswith(end)), "")
    machine = is_machine(mail.sender.address)
    names = set()
    # Providers of mailboxes bear such names too: "gpostmail" is nobody's post.
    if len(stem) > _SHORTEST_STEM and (
        machine or auto_submitted(mail) or mail.header("list-unsubscribe") or declared(mail)
    ):
        names.add(stem)
    if machine:
        names.add(site.partition("-")[0] if "-" in site else "")
    return next(
        (p for p in rules.platforms if any(h.partition(".")[0] in names for h in p.domains)), None
    )


def _by_hand(mail: Mail, group: str) -> bool:
    """A carrier's clerk answers from anna.berg@; its machines mark their mail or their address."""
    local = mail.sender.address.rpartition("@")[0]
    answers = bool(mail.in_reply_to) and not is_machine(mail.sender.address)
    named = (
        "." in local and bool(mail.sender.name) and local.split(".")[0] in mail.sender.name.lower()
    )
    marked = auto_submitted(mail) or mail.header("list-unsubscribe") or mail.header("feedback-id")
    machine = is_machine(mail.sender.address) or declared(mail) or greets_customer(mail)
    # People who work for a carrier buy too; a bank's notices speak of what somebody bought.
    buys = group == "carrier" and not machine and phrase_of_matter(mail.own_words)
    return (answers or named or bool(buys)) and not marked


def read_notice(mail: Mail, platform: Platform, rules: MailRules) -> Notice:
    """Tell what a platform's mail is about."""
    mail = replace(mail, text=without_empty_notes(whole_lines(mail.text)))
    reasons = [
        Code(
            "platform_sender", f"From {platform.group} {platform.id}: {shown(mail.sender.address)}"
        )
    ]
    if platform.group == "carrier":
        return Notice(platform, dispute=False, carries_person=False, reasons=tuple(reasons))
    subject, body = key(mail.subject), key(mail.text, _LOOKED_AT)
    in_subject = _speaks(subject, rules)
    spoken = in_subject or told_to_seller(mail, _speaks(body, rules))
    advice = bool(_ADVICE.find(subject))
    if advice or (not rules.message.find(subject) and is_dealt_with(mail)):
        in_subject = spoken = ""  # "Tips for answering customer messages" is no message
    if platform.group == "marketplace":
        spoken = spoken or words_by_build(mail) or ("" if advice else asked_of_seller(mail))
    # Buyers threaten with disputes in their own words; a payment service has no buyer's words.
    silent = in_subject and platform.group != "payment"
    happened = "" if silent else key(as_it_stands(mail.text[: 2 * _LOOKED_AT]), _LOOKED_AT)
    signs = dispute_signs(subject, happened, rules)
    opened = "" if advice or weight(signs) >= DISPUTED else _opened(mail, platform, spoken)
    if opened:
        signs.append(Sign("dispute", f"A case was opened: {shown(opened)}", DISPUTED))
    disputed = weight(signs) >= DISPUTED
    if disputed:
        reasons += told(signs, DISPUTED)
    theirs = ""
    if platform.group == "marketplace" and (disputed or not spoken) and not advice:
        theirs = _prose(mail, platform, rules, disputed=disputed)
        spoken = spoken or theirs
    if not spoken and platform.group in ("marketplace", "shop") and not advice:
        spoken = _boxed(mail, platform, rules) or _echoed(mail, platform, rules)
    if spoken:
        reasons.append(Code("buyer_words", f"A buyer's message or request: {shown(spoken)}"))
    carries = bool(theirs) if disputed else bool(spoken)
    return Notice(platform, disputed, carries, tuple(reasons))


def _prose(mail: Mail, platform: Platform, rules: MailRules, *, disputed: bool) -> str:
    """Return where a buyer speaks in a claim, or in a mail that announces nothing known."""
    carrier = carrier_of(mail, platform.id, rules, told=True)
    marked = marked_prose(mail.text, carrier)
    if disputed:
        lines = mail.text.split("\n", _LINES)[:_LINES]
        heads = (each for each in lines if names_their_words(each) or is_heading(each.rstrip(":")))
        theirs = marked or personal_prose(mail.text, carrier) or next(heads, "")
        return theirs or headed_prose(mail.text, buyer_name(mail.subject, mail.text))
    about = is_buyer(key(mail.subject)) or is_buyer(key(mail.text, _LOOKED_AT))
    about = about or any(map(str.isdigit, mail.subject))
    if not (marked and about):
        return ""
    personal = speaks_of_self(marked) or any(sign in marked for sign in "?？؟")
    # "Customer comment | …" says whose words they are.
    lines = mail.text.split("\n", _LINES)[:_LINES]
    personal = personal or any(map(names_their_words, lines))
    return marked if personal and not is_dealt_with(mail) else ""


def _echoed(mail: Mail, platform: Platform, rules: MailRules) -> str:
    """Return the line that names a buyer as the subject does, their words below it."""
    echo = echo_of(mail, carrier_of(mail, platform.id, rules, told=True))
    return echo.line if echo is not None and platform.group == "marketplace" else ""


def _boxed(mail: Mail, platform: Platform, rules: MailRules) -> str:
    """Return where a buyer speaks in a box of the page, in a language nobody listed.

    A shop platform must name them too; advertising asks questions in boxes as well.
    """
    if mail.header("list-unsubscribe") or is_dealt_with(mail) or not calls_for_answer(mail.text):
        return ""
    said = key(mail.text, _LOOKED_AT)
    told = platform.group == "shop" or is_buyer(said) or named_twice(mail)
    if not (told or tells_of_wish(key(mail.subject))):
        return ""
    theirs = boxed_prose(mail.text, carrier_of(mail, platform.id, rules, told=True))
    named = platform.group == "marketplace" or buyer_name(mail.subject, mail.text, theirs)
    return theirs if named else ""


def _opened(mail: Mail, platform: Platform, spoken: str) -> str:
    """Return where a platform says that a buyer opened a case, not what the buyer says."""
    if platform.group not in ("marketplace", "payment", "shop"):
        return ""
    # In the body only ahead of what announces the buyer's words.
    text = mail.text
    at = text.casefold().find(spoken) if spoken else -1
    text = as_it_stands(text[: at if at >= 0 else _LOOKED_AT])
    opened = case_opened(mail.subject, text)
    if opened and _names_buyer(mail):
        return opened
    return payment_contested(mail.subject, text)


def _names_buyer(mail: Mail) -> bool:
    """Tell a mail with a word for a buyer, or with a name: "Ana Ruiz inició un reclamo …"."""
    if is_buyer(key(mail.subject)) or is_buyer(key(mail.text, _LOOKED_AT)):
        return True
    lines = [line for line in mail.text[:_LOOKED_AT].splitlines() if line.strip()]
    return any(named_in(line[:300]) for line in (mail.subject, *lines[:_SHOWN]))


def dispute_signs(subject: str, body: str, rules: MailRules) -> list[Sign]:
    """List what tells of a dispute, chargeback or claim, each with its weight."""
    named = rules.dispute.find(subject) or rules.dispute.find(_unnumbered(subject))
    told_of = rules.dispute.find(body)
    weak = _WEAK_DISPUTE.find(subject) or _WEAK_DISPUTE.find(body)
    signs = []
    if named:
        signs.append(Sign("dispute", f"Subject names a dispute: {shown(named)}", 3))
    if told_of:
        at_once = body.find(told_of) < _AT_ONCE
        signs.append(
            Sign("dispute", f"Body names a dispute: {shown(told_of)}", 2 if at_once else 1)
        )
    if weak and weak not in (named, told_of):
        signs.append(Sign("dispute_weak", f"May name a dispute: {shown(weak)}", 1))
    clock = _CLOCK.find(f"{subject}\n{body}")
    if signs and clock:
        signs.append(Sign("dispute_clock", f"Asks for an answer: {shown(clock)}", 1))
    advice = _ADVICE.find(f"{subject}\n{body[:300]}")
    if signs and advice:
        signs.append(Sign("advice", f"Gives advice: {shown(advice)}", -3))
    return signs


def names_dispute(mail: Mail, rules: MailRules) -> list[Sign]:
    """List what makes a dispute's of a notice that no platform of the list wrote."""
    signs = dispute_signs(key(mail.subject), "", rules)
    advice = any(sign.points < 0 for sign in signs) or _ADVICE.find(key(mail.text, _AT_ONCE))
    contested = "" if advice else payment_contested(mail.subject, mail.text)
    if contested:
        signs.append(Sign("dispute", f"A payment is contested: {shown(contested)}", DISPUTED))
    return signs if weight(signs) >= DISPUTED else []


def _unnumbered(text: str) -> str:
    """Drop numbers, which part what is said: "Case #4711 has been opened"."""
    return " ".join(word for word in text.split() if not any(map(str.isdigit, word)))


def _speaks(text: str, rules: MailRules) -> str:
    """Return the wording that announces a buyer's message or request."""
    return rules.message.find(text) or rules.request.find(text)


def from_platform(mail: Mail, notice: Notice, rules: MailRules) -> Person:
    """Find the buyer a notification speaks for; the answer can only be given on the platform."""
    mail = replace(mail, text=whole_lines(mail.text))
    return notified(mail, notice.platform.id, rules, notice.reasons)
