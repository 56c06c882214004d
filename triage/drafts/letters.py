"""What a letter after the first answer tells: its typed fields in words, and which parts it has.

A field that is not recorded becomes a gap in the text, which no agent can approve by mistake.
"""

from __future__ import annotations

from triage.drafts.draft import FIRST_ANSWERS, DraftFacts, MessageKind
from triage.drafts.headers import clean
from triage.drafts.language_set import LanguageSet, gap_text
from triage.drafts.promise import amount_text, day_text
from triage.drafts.wanted import FIELDS, needed

# Kinds that ask again for what is missing, and kinds that say who does what until when.
ASKING = (*FIRST_ANSWERS, MessageKind.FOLLOW_UP_FIRST, MessageKind.FOLLOW_UP_SECOND)
GOING_ON = (*FIRST_ANSWERS, MessageKind.PROGRESS)
# Kinds that name a day which is still to come when the customer reads of it.
AHEAD = (
    MessageKind.FOLLOW_UP_SECOND,
    MessageKind.EXCHANGE,
    MessageKind.RETURN,
    MessageKind.COUPON,
    MessageKind.EXTENDED_WARRANTY,
)
_ADDRESS_LINES = 8
_ARABIC = frozenset({"ar", "fa"})  # in Hebrew letters numbers keep their order by themselves


def kept_in_order(number: str, language: str) -> str:
    """Return a number so that its groups are shown in their order in a text from right to left.

    After Arabic letters 303-12 would be shown as 12-303 (Unicode bidi rules W2 and W4); a
    left-to-right mark before it prevents that.
    """
    return f"\u200e{number}" if number and language.split("-")[0] in _ARABIC else number


def promises(kind: MessageKind) -> bool:
    """Tell whether a message of this kind names the time of the next contact."""
    return kind in GOING_ON or "promise" in needed(kind)


def letter_fields(words: LanguageSet, facts: DraftFacts) -> dict[str, str]:
    """Return every field in the language's words, one that lacks as a gap."""
    found = _written(facts, words.language)
    reason = facts.fields.reason
    if reason is not None:
        found["reason"] = words.phrases.say(f"reason.{reason.value}")
    return {name: found.get(name) or gap_text(words.phrases.say(f"gap.{name}")) for name in FIELDS}


def recorded(facts: DraftFacts, language: str) -> tuple[str, ...]:
    """Return what a letter must say as the case records it: amount, numbers, date, in words."""
    found = _written(facts, language)
    return tuple(found[name] for name in sorted(needed(facts.kind)) if found.get(name))


def _written(facts: DraftFacts, language: str) -> dict[str, str]:
    fields, locale = facts.fields, facts.locale
    amount = date = ""
    if fields.amount is not None and fields.currency:
        amount = amount_text(fields.amount, fields.currency, language, locale)
    if fields.day is not None:
        date = day_text(fields.day, language, locale)
    lines = (_line(line) for line in fields.address.splitlines()[:_ADDRESS_LINES])
    return {
        "amount": amount,
        "date": date,
        "tracking_number": kept_in_order(_line(fields.tracking_number), language),
        "code": kept_in_order(_line(fields.code), language),
        "address": "\n".join(line for line in lines if line),
    }


def _line(text: str) -> str:
    return clean(text, 200).replace("⟦", "[").replace("⟧", "]")
