"""Which sentences a language must have, and which names each may use.

phrases.toml holds the sentences of a first answer, letters.toml those of every later letter. What
stands here is what docs/templates.md tells; a test holds the two together.
"""

from __future__ import annotations

from typing import NamedTuple

from triage.drafts.draft import LETTERS, MessageKind, Refusal
from triage.understanding.taxonomy import Evidence, Type

UNAPOLOGETIC = frozenset({Type.PRODUCT_QUESTION, Type.ORDER_CHANGE, Type.OTHER})
SUBJECTS = (*(t.value for t in Type), "unsure", "joined")
FIELDS = ("address", "amount", "code", "date", "reason", "tracking_number")
GAPS = (
    "agent_name",
    "case_number",
    "contact",
    "customer_name",
    "order_number",
    "order_numbers",
    "promise_text",
    "store_name",
)


class Holes(NamedTuple):
    """The names in braces a sentence may use, and of these the ones it must use."""

    may: frozenset[str]
    must: frozenset[str]


def _holes(may: str = "", must: str = "") -> Holes:
    return Holes(frozenset(f"{may} {must}".split()), frozenset(must.split()))


_EXACT = {
    "sign_off": _holes(),
    "greeting.named": _holes(must="name"),
    "greeting.neutral": _holes(),
    "order.none": _holes(),
    "order.one": _holes(must="numbers"),
    "order.many": _holes(must="numbers"),
    "ask.one": _holes(must="ask"),
    "ask.many": _holes(),
    "extra.safety": _holes(),
    "extra.holiday": _holes(must="holiday"),
    "extra.holiday_relay": _holes(must="holiday"),
    "extra.peak": _holes(must="peak"),
    "reach.email": _holes("case"),
    "reach.contact": _holes("case", must="contact"),
    "reach.relay": _holes("case"),
    "subject.line": _holes("store case"),
}
# What a letter cannot do without; each may also name the order and the case.
_LETTER_NEEDS = {
    MessageKind.HOLDING: "promise",
    MessageKind.FOLLOW_UP_SECOND: "date",
    MessageKind.EXPLANATION: "reason",
    MessageKind.REFUND: "amount date",
    MessageKind.PARTIAL_REFUND: "amount date",
    MessageKind.PARTIAL_REFUND_OFFER: "amount",
    MessageKind.REPLACEMENT: "tracking_number date",
    MessageKind.MISSING_PART_SENT: "tracking_number date",
    MessageKind.EXCHANGE: "address date",
    MessageKind.RETURN: "address date",
    MessageKind.REPAIR: "address",
    MessageKind.COUPON: "amount code date",
    MessageKind.EXTENDED_WARRANTY: "date",
    MessageKind.CARRIER_ENQUIRY: "tracking_number promise",
    MessageKind.REJECTED: "reason",
}


def phrases_wanted() -> dict[str, Holes]:
    """Return the keys of phrases.toml."""
    apologies = [t.value for t in Type if t not in UNAPOLOGETIC] + ["repeat_contact"]
    return (
        _EXACT
        | {f"understood.{subject}": _holes("order numbers") for subject in SUBJECTS}
        | {f"apology.{subject}": _holes() for subject in apologies}
        | {f"evidence.{evidence.value}": _holes() for evidence in Evidence}
        | {f"next.{subject}": _holes(must="promise") for subject in SUBJECTS}
        | {f"gap.{name}": _holes() for name in GAPS}
    )


def letters_wanted() -> dict[str, Holes]:
    """Return the keys of letters.toml."""
    return (
        {
            kind.value: _holes("order numbers case", must=_LETTER_NEEDS.get(kind, ""))
            for kind in LETTERS
        }
        | {f"reason.{reason.value}": _holes() for reason in Refusal}
        | {f"gap.{name}": _holes() for name in FIELDS}
    )


def needed(kind: MessageKind) -> frozenset[str]:
    """Return the names a letter cannot do without."""
    return frozenset(_LETTER_NEEDS.get(kind, "").split())
