"""Facts in, draft out: an answer or letter in the customer's language, and its bytes.

Of the customer's mail only the name, the order numbers and, in the header, the subject reach the
text. What is missing shows as a gap; what sounds wrong is found by the tone checker.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from babel.lists import format_list

from triage.drafts import tone
from triage.drafts.advice import subject_of
from triage.drafts.draft import (
    FIRST_ANSWERS,
    Draft,
    DraftFacts,
    Finding,
    Level,
    Promise,
)
from triage.drafts.headers import (
    clean,
    header_policy,
    is_message_id,
    mailbox,
    reference_chain,
    reply_subject,
)
from triage.drafts.language_set import LanguageSet, gap_text
from triage.drafts.letters import (
    ASKING,
    GOING_ON,
    kept_in_order,
    letter_fields,
    promises,
    recorded,
)
from triage.drafts.library import Choice, Library, Relation
from triage.drafts.promise import promise_text
from triage.drafts.wanted import FIELDS, GAPS, UNAPOLOGETIC, needed
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Evidence, Signal

_NAMED_ORDERS = 3
# CLDR writes "and" close to words; beside a number in Latin letters it stands apart.
_AND = {"th": ("และ", " และ "), "he": (" ו", " ו-"), "ar": (" و", " و ")}
_NOT_A_NUMBER = re.compile(r"[^\w#/.\- ]")


def compose(library: Library, facts: DraftFacts) -> Draft:
    """Compose the answer in the customer's language, a relative, or English under a first line."""
    choice = library.choose(facts.language, facts.locale)
    words = choice.words
    numbers = _numbers(facts)
    promise = promise_text(
        facts.promise.at,
        words.language,
        facts.time_zone,
        facts.locale if facts.locale.startswith(words.language) else "",
    )
    given = _facts_for(words, facts, numbers, promise)
    template = words.template_for(facts.kind, facts.type if facts.sure else None)
    body = _tidy(words.render(template, given))
    named = (*GAPS, *sorted(needed(facts.kind) & set(FIELDS)))
    gaps = tuple(name for name in named if gap_text(words.phrases.say(f"gap.{name}")) in body)
    more: tuple[str, ...] = ()
    if choice.relation is Relation.ENGLISH:
        line, source = library.courteous(facts.language)
        body, more = f"{line}\n\n{body}", (source,)
    findings = tone.check(
        body,
        words.language,
        words.ear,
        kind=facts.kind,
        reply_channel=facts.reply_channel,
        type=facts.type,
        agent_name=given["agent_name"],
        promise_text=promise if promises(facts.kind) else "",
        order_numbers=numbers,
        signals=facts.signals,
        recorded=recorded(facts, words.language),
        phrases=words.phrases,
        sure=facts.sure,
        names=(given["customer_name"], given["store_name"]),
    )
    subject = reply_subject(facts.subject, unchanged=facts.reply_channel is ReplyChannel.RELAY)
    return Draft(
        kind=facts.kind,
        language=words.language,
        sender=facts.sender.address,
        to=facts.to,
        subject=subject or _subject_line(words, given),
        body=body,
        message_id=facts.message_id,
        in_reply_to=facts.in_reply_to if is_message_id(facts.in_reply_to) else "",
        references=reference_chain(facts.references, facts.in_reply_to),
        promise_at=facts.promise.at if promises(facts.kind) else None,
        gaps=gaps,
        findings=(
            *_not_own(facts.language, choice),
            *tone.check_recipient(facts.to.address, newcomer=facts.newcomer),
            *findings,
            *tone.check_subject(subject),
        ),
        template=words.file_name(template),
        template_version=words.version(template, facts.kind, *more),
        reply_channel=facts.reply_channel,
        case_number=facts.case_number,
    )


def recompose(
    library: Library, facts: DraftFacts, *, agent_name: str, promise: Promise, message_id: str = ""
) -> Draft:
    """Compose again at approval, with the approving agent's name and the promise made anew."""
    return compose(
        library,
        replace(
            facts,
            sender=replace(facts.sender, agent_name=agent_name),
            promise=promise,
            message_id=message_id or facts.message_id,
        ),
    )


def render(draft: Draft, *, date: datetime) -> bytes:
    """Return the draft as RFC 5322 bytes with CRLF line ends, dated `date` (aware)."""
    addresses = (
        mailbox(draft.sender.name, draft.sender.address),
        mailbox(draft.to.name, draft.to.address),
    )
    # Encoded words may stand in a name but not in an address: those need raw UTF-8.
    needs_utf8 = any(not entry.rpartition("<")[2].isascii() for entry in addresses)
    message = EmailMessage(policy=header_policy(utf8=needs_utf8))
    message["From"], message["To"] = addresses
    message["Subject"] = clean(draft.subject, 200)
    message["Date"] = format_datetime(date.astimezone(UTC))
    message["Message-ID"] = f"<{draft.message_id}>"
    if draft.in_reply_to:
        message["In-Reply-To"] = f"<{draft.in_reply_to}>"
    if draft.references:
        message["References"] = " ".join(f"<{name}>" for name in draft.references)
    # Survives a mail client that gives an edited draft a Message-ID of its own.
    marks = (draft.case_number, draft.message_id.partition("@")[0])
    message["X-Desk-Draft"] = " ".join(mark for mark in marks if is_message_id(mark))
    body = draft.body if draft.body.endswith("\n") else f"{draft.body}\n"
    latin = sum(char.isascii() for char in body) * 2 > len(body)
    message.set_content(body, charset="utf-8", cte="quoted-printable" if latin else "base64")
    return message.as_bytes()


def _facts_for(
    words: LanguageSet, facts: DraftFacts, numbers: tuple[str, ...], promise: str
) -> dict[str, str]:
    say, count = words.phrases.say, len(numbers)
    on_platform = facts.reply_channel is not ReplyChannel.EMAIL
    listed = _joined(numbers, words.language)
    order = say("order", count, numbers=listed)
    name, contact = _value(facts.customer_name), _value(facts.sender.contact)
    holiday, peak = _value(facts.promise.holiday), _value(facts.promise.peak)
    subject = subject_of(facts.kind, facts.type, sure=facts.sure)
    understood = say(f"understood.{subject}", count, order=order, numbers=listed)
    safe = Signal.SAFETY_HAZARD not in facts.signals
    case_number = _value(facts.case_number) or gap_text(say("gap.case_number"))
    reach = "relay" if on_platform else "contact" if contact else "email"
    letter, asks, goes_on = "", facts.kind in ASKING, facts.kind in GOING_ON
    if facts.kind not in FIRST_ANSWERS:
        fields = letter_fields(words, facts)
        named = {"order": order, "numbers": listed, "case": case_number, "promise": promise}
        letter = say(facts.kind.value, count, **named, **fields)
    closed = "extra.holiday_relay" if on_platform else "extra.holiday"
    return {
        "greeting": say("greeting.named", name=name) if name else say("greeting.neutral"),
        "safety": "" if safe else say("extra.safety"),
        # With the safety paragraph before it, it no longer runs on from the greeting's comma.
        "understood": understood if safe else understood[:1].upper() + understood[1:],
        "apology": _apology(words, facts, subject),
        "letter": letter,
        "ask": _ask(words, facts, numbers) if asks else "",
        "next": say(f"next.{subject}", promise=promise) if goes_on else "",
        "holiday": say(closed, holiday=holiday) if holiday and promises(facts.kind) else "",
        # One reason for a late date is honest, two sound like excuses: the closed office wins.
        "peak": say("extra.peak", peak=peak) if peak and not holiday else "",
        "reach": say(f"reach.{reach}", contact=contact, case=case_number),
        "sign_off": say("sign_off"),
        "signature": "" if on_platform else _lines(facts.sender.signature),
        "agent_name": _value(facts.sender.agent_name),
        "store_name": _value(facts.sender.store_name),
        "customer_name": name,
        "case_number": _value(facts.case_number),
        # A marketplace forbids it: left out on purpose, so an empty text and not a gap.
        "contact": " " if on_platform else contact,
        "order_number": numbers[0] if numbers else "",
        "order_numbers": listed,
        "promise_text": promise,
        "language": words.language,
        "type": facts.type.value,
    }


def _apology(words: LanguageSet, facts: DraftFacts, subject: str) -> str:
    if facts.type in UNAPOLOGETIC:
        return ""
    if Signal.REPEAT_CONTACT in facts.signals:
        return words.phrases.say("apology.repeat_contact")
    return words.phrases.say(f"apology.{subject}")


def _ask(words: LanguageSet, facts: DraftFacts, numbers: tuple[str, ...]) -> str:
    # Unsure of the type, we would ask a stranger for photos of nothing: the number alone.
    wanted = [
        evidence
        for evidence in dict.fromkeys(facts.missing)
        if not (evidence is Evidence.ORDER_NUMBER and numbers)
        and (facts.sure or evidence is Evidence.ORDER_NUMBER)
    ]
    asks = [words.phrases.say(f"evidence.{evidence.value}") for evidence in wanted]
    if len(asks) == 1:
        return words.phrases.say("ask.one", ask=asks[0])
    return "\n".join([words.phrases.say("ask.many"), *(f"- {ask}" for ask in asks)]) if asks else ""


def _numbers(facts: DraftFacts) -> tuple[str, ...]:
    cleaned = (_NOT_A_NUMBER.sub("", _value(number))[:40].strip() for number in facts.order_numbers)
    return tuple(dict.fromkeys(number for number in cleaned if number))[:_NAMED_ORDERS]


def _joined(numbers: tuple[str, ...], language: str) -> str:
    if not numbers:
        return ""
    shown = [kept_in_order(number, language) for number in numbers]
    listed = str(format_list(shown, locale=language.replace("-", "_")))
    glued, apart = _AND.get(language.split("-")[0], ("", ""))
    if not glued or len(numbers) < 2:
        return listed
    return " ".join(listed.replace(glued, apart).split())


def _value(text: str) -> str:
    """Return a fact as one clean line that cannot pass for a gap."""
    return clean(text, 200).replace("⟦", "[").replace("⟧", "]")


def _lines(text: str) -> str:
    return "\n".join(_value(line) for line in text.splitlines()[:12])


def _tidy(text: str) -> str:
    """Close up the blanks and empty lines that sentences which do not apply leave behind."""
    # No-break blanks stay: French sets them before its colons.
    lines = (re.sub("[ \t]{2,}", " ", line).strip(" \t") for line in text.split("\n"))
    joined = re.sub(r" (?=[，。、；：！？（）])|(?<=[，。、；：！？]) ", "", "\n".join(lines))
    return re.sub(r"\n{3,}", "\n\n", joined).strip() + "\n"


def _subject_line(words: LanguageSet, given: dict[str, str]) -> str:
    return clean(
        words.phrases.say("subject.line", store=given["store_name"], case=given["case_number"]), 200
    )


def _not_own(language: str, choice: Choice) -> tuple[Finding, ...]:
    if choice.relation is Relation.OWN:
        return ()
    if choice.relation is Relation.ENGLISH:
        why = (
            f"templates/{language}/ is not there, "
            "so the answer is in English under a courteous line"
        )
    else:
        near = choice.words.language
        why = f"templates/{language}/ is not there, so the answer is in its near relative {near}"
    return (Finding(rule=0, level=Level.HINT, text=language, why=why),)
