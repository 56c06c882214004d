"""Every draft a language can be asked for: the matrix by which its templates are tried out.

The trap: what varies together must stay few, and one in seven of it must still meet every pair;
so no axis has seven steps, and small matters alternate instead of multiplying.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

from triage.drafts.draft import (
    LETTERS,
    DraftFacts,
    LetterFields,
    MessageKind,
    Promise,
    Refusal,
    Sender,
)
from triage.drafts.letters import ASKING, GOING_ON, promises
from triage.drafts.wanted import FIELDS, needed
from triage.mail.message import Address, ReplyChannel
from triage.understanding.taxonomy import RULES, Evidence, Signal, Type

QUICK = 7  # one in so many meets every pair of what varies
NAME = "Anna Berger"
ORDERS: tuple[tuple[str, ...], ...] = (
    (),
    ("303-1234567-1234567",),
    ("DE-10001", "DE-10002", "8123456789012345"),
)
FULL = LetterFields(
    amount=Decimal("25.00"),
    currency="EUR",
    tracking_number="RR123456785CN",
    address="Nordlicht Home\nHafenweg 3\n20457 Hamburg",
    day=date(2026, 12, 8),
    code="DANKE25",
    reason=Refusal.NORMAL_WEAR,
)
PROMISE = Promise(datetime(2026, 11, 24, 17, tzinfo=UTC))
_PEAK = "Black Friday"
_SENDER = Sender(
    store_name="Nordlicht Home",
    agent_name="Lena Wu",
    address=Address("Nordlicht Home", "support@nordlicht.example"),
    contact="support@nordlicht.example",
)
_FIRST = (
    (MessageKind.ACKNOWLEDGMENT, True),
    (MessageKind.ACKNOWLEDGMENT, False),
    (MessageKind.JOINED, True),
)
_SIGNALS: tuple[tuple[Signal, ...], ...] = (
    (),
    (Signal.SAFETY_HAZARD,),
    (Signal.REPEAT_CONTACT,),
)
_CHANNELS = (ReplyChannel.EMAIL, ReplyChannel.RELAY)
_EXPLAINING = (MessageKind.EXPLANATION, MessageKind.REJECTED)


@dataclass(frozen=True, slots=True)
class Variant:
    """One draft to try out: what it is called, its facts, and the gaps it is meant to show."""

    name: str
    facts: DraftFacts
    gaps: frozenset[str] = frozenset()


def matrix(language: str, holiday: str = "Easter", locale: str = "") -> list[Variant]:
    """List every variant of a language; `holiday` is the name of one in that language."""
    base = _base(language, locale)
    firsts = [each for about in Type for each in _firsts(base, about, holiday)]
    return firsts + [each for kind in LETTERS for each in _letters(base, kind, holiday)]


def gallery(language: str, holiday: str = "Easter", locale: str = "") -> list[Variant]:
    """List one variant of each type and kind, with what varies spread over them."""
    base = _base(language, locale)
    shown = [
        _first(base, about, ORDERS[at % 3 if at % 4 else 1], RULES[about].asks, at)
        for at, about in enumerate(Type)
    ]
    late = replace(PROMISE, holiday=holiday)
    hurt = replace(base, type=Type.DEFECTIVE, signals=(Signal.SAFETY_HAZARD,))
    extra = {
        "unsure": replace(base, sure=False, missing=(Evidence.ORDER_NUMBER,), order_numbers=()),
        "joined": replace(base, kind=MessageKind.JOINED),
        "safety": replace(hurt, missing=RULES[Type.DEFECTIVE].asks),
        "holiday": replace(base, promise=late),
        "peak, again": replace(
            base, promise=replace(PROMISE, peak=_PEAK), signals=(Signal.REPEAT_CONTACT,)
        ),
        "marketplace": replace(base, reply_channel=ReplyChannel.RELAY, promise=late),
    }
    shown += [Variant(name, facts) for name, facts in extra.items()]
    for kind in LETTERS:
        asks = RULES[base.type].asks if kind in ASKING else ()
        shown.append(Variant(kind.value, replace(base, kind=kind, fields=FULL, missing=asks)))
    return shown


def _base(language: str, locale: str) -> DraftFacts:
    return DraftFacts(
        kind=MessageKind.ACKNOWLEDGMENT,
        language=language,
        locale=locale or (language if "-" in language else ""),
        time_zone="Europe/Berlin",
        type=Type.DAMAGED,
        sure=True,
        signals=(),
        customer_name=NAME,
        order_numbers=ORDERS[1],
        missing=(),
        case_number="C-7KQ2P",
        subject="",  # the customer's words are no template's: ours stand there instead
        promise=PROMISE,
        sender=_SENDER,
        to=Address(NAME, "anna@customer.example"),
        reply_channel=ReplyChannel.EMAIL,
        in_reply_to="first@customer.example",
        references=(),
        message_id="C-7KQ2P.9f3a@nordlicht.example",
    )


def _firsts(base: DraftFacts, about: Type, holiday: str) -> Iterator[Variant]:
    combined = product(
        ORDERS,
        ((), RULES[about].asks),
        _CHANNELS,
        _SIGNALS,
        _FIRST,
        _promises(holiday),
    )
    for at, (orders, asks, channel, signals, (kind, sure), promise) in enumerate(combined):
        facts = replace(
            _small(base, at),
            kind=kind,
            type=about,
            sure=sure,
            order_numbers=orders,
            missing=asks,
            reply_channel=channel,
            signals=signals,
            promise=promise,
        )
        yield Variant(_named(facts), facts)


def _first(
    base: DraftFacts, about: Type, orders: tuple[str, ...], asks: tuple[Evidence, ...], at: int
) -> Variant:
    name = NAME if at % 5 else ""
    facts = replace(base, type=about, order_numbers=orders, missing=asks, customer_name=name)
    return Variant(about.value, facts)


def _letters(base: DraftFacts, kind: MessageKind, holiday: str) -> Iterator[Variant]:
    """Yield a letter with and without what it needs, and with all else it may speak of."""
    fields: list[LetterFields] = [FULL]
    if kind in _EXPLAINING:
        fields = [replace(FULL, reason=reason) for reason in Refusal]
    if needed(kind) & set(FIELDS):
        fields.append(LetterFields())
    types = tuple(Type) if kind in (*GOING_ON, *ASKING) else (base.type,)
    late = _promises(holiday) if promises(kind) else (PROMISE,)
    combined = product(fields, types, ORDERS, _CHANNELS, late)
    for at, (given, about, orders, channel, promise) in enumerate(combined):
        facts = replace(
            _small(base, at),
            kind=kind,
            type=about,
            order_numbers=orders,
            reply_channel=channel,
            promise=promise,
            fields=given,
            missing=RULES[about].asks if kind in ASKING else (),
        )
        lacks = given == LetterFields()
        yield Variant(_named(facts), facts, needed(kind) & set(FIELDS) if lacks else frozenset())


def _promises(holiday: str) -> tuple[Promise, ...]:
    return PROMISE, replace(PROMISE, holiday=holiday), replace(PROMISE, peak=_PEAK)


def _small(base: DraftFacts, at: int) -> DraftFacts:
    """Alternate what needs no axis of its own: a name or none, a contact or none."""
    sender = base.sender if at // 2 % 2 else replace(base.sender, contact="")
    return replace(base, customer_name=("", NAME)[at % 2], sender=sender)


def _named(facts: DraftFacts) -> str:
    marks = [
        facts.type.value if facts.kind is MessageKind.ACKNOWLEDGMENT else facts.kind.value,
        ("no order", "one order", "several orders")[min(len(facts.order_numbers), 2)],
        *(["asks"] if facts.missing else []),
        *(["marketplace"] if facts.reply_channel is ReplyChannel.RELAY else []),
        *(signal.value for signal in facts.signals),
        *([] if facts.sure else ["unsure"]),
        *(["holiday"] if facts.promise.holiday else []),
        *(["peak"] if facts.promise.peak else []),
        *([] if facts.customer_name else ["no name"]),
    ]
    return ", ".join(marks)
