"""What an agent types for a letter, checked and typed: its kind, and the fields that kind has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision, list_currencies

from triage.drafts.draft import LETTERS, LetterFields, MessageKind, Refusal
from triage.drafts.letters import AHEAD
from triage.drafts.wanted import FIELDS, needed
from triage.errors import UsageWrong
from triage.orders.cells import amount as read_amount

# In the order in which a sentence has them; the names are those of the templates.
OPTIONS = {
    "amount": "--amount",
    "tracking_number": "--tracking",
    "date": "--date",
    "address": "--address",
    "code": "--code",
    "reason": "--reason",
}
_LONGEST_LINE = 100
_MOST_LINES = 8
_MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Typed:
    """The options as typed, "" for those not given."""

    amount: str = ""
    currency: str = ""
    tracking: str = ""
    date: str = ""
    address: str = ""  # lines; a backslash and n stand for a line's end
    code: str = ""
    reason: str = ""


def fields_of(kind: MessageKind) -> tuple[str, ...]:
    """Return the fields a kind of letter has, in the order of `OPTIONS`."""
    return tuple(name for name in OPTIONS if name in needed(kind) & set(FIELDS))


def kind_named(text: str) -> MessageKind:
    """Return the kind of letter a person names, in full or by its last word. Raises UsageWrong."""
    said = text.strip().lower().replace("-", "_").replace(" ", "_")
    for kind in LETTERS:
        if said == kind.value or (kind.settles and f"resolution.{said}" == kind.value):
            return kind
    what = f"{text!r} is unknown" if said else "say what the letter is for"
    lines = "\n".join(f"  {kind.value:34}{_options(kind)}".rstrip() for kind in LETTERS)
    raise UsageWrong(f"--kind: {what}; there are:\n{lines}")


def typed_fields(
    kind: MessageKind, typed: Typed, *, today: date, usual: str = "", return_address: str = ""
) -> LetterFields:
    """Check what was typed for a letter. Raises UsageWrong.

    `usual` is the currency the customer's orders or mails have, "" if they have none or several;
    `return_address` stands in where the kind tells where to send an item.
    """
    has = fields_of(kind)
    _refuse_others(kind, has, typed)
    amount, currency = _money(typed, usual) if typed.amount else (None, "")
    address = typed.address.replace("\\n", "\n") or (return_address if "address" in has else "")
    return LetterFields(
        amount=amount,
        currency=currency,
        tracking_number=_line("--tracking", typed.tracking),
        address=_lines(address),
        day=_day(kind, typed.date, today) if typed.date else None,
        code=_line("--code", typed.code),
        reason=_reason(typed.reason) if typed.reason else None,
    )


def _options(kind: MessageKind) -> str:
    return " ".join(OPTIONS[name] for name in fields_of(kind))


def _refuse_others(kind: MessageKind, has: tuple[str, ...], typed: Typed) -> None:
    given = {
        "amount": typed.amount or typed.currency,
        "tracking_number": typed.tracking,
        "date": typed.date,
        "address": typed.address,
        "code": typed.code,
        "reason": typed.reason,
    }
    for name, text in given.items():
        if text and name not in has:
            option = "--currency" if name == "amount" and not typed.amount else OPTIONS[name]
            takes = _options(kind) or "no fields"
            raise UsageWrong(f"{option}: {kind.value} does not tell that; it takes {takes}")
    if typed.currency and not typed.amount:
        raise UsageWrong("--currency: say the --amount, too")


def _money(typed: Typed, usual: str) -> tuple[Decimal, str]:
    asked = typed.currency.strip().upper()
    if asked and asked not in list_currencies():
        raise UsageWrong(f"--currency: {typed.currency!r} is no ISO 4217 code such as EUR or USD")
    read = read_amount(typed.amount, asked or usual)
    if read is None or not 0 < read[0] < _MOST:
        raise UsageWrong(f"--amount: {typed.amount!r} is no amount such as 25,00 or 25.00")
    value, named = read
    if named and asked and named != asked:
        raise UsageWrong(f"--currency: {asked} is not the {named} of --amount")
    currency = named or asked or usual
    if not currency:
        raise UsageWrong("--amount: of which currency? add --currency, for instance EUR")
    places = get_currency_precision(currency)
    if value != round(value, places):
        raise UsageWrong(f"--amount: {currency} has {places} decimal places, not those of {value}")
    return value, currency


def _day(kind: MessageKind, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageWrong(f"--date: {text!r} is no day such as 2026-12-08") from error
    if abs((day - today).days) > 3660:
        raise UsageWrong(f"--date: {day} is years away")
    if kind in AHEAD and day < today:
        raise UsageWrong(f"--date: {day} has passed; {kind.value} names a day to come")
    return day


def _reason(text: str) -> Refusal:
    said = text.strip().lower().replace("-", "_").replace(" ", "_")
    for each in Refusal:
        if each.value == said:
            return each
    raise UsageWrong(f"--reason: {text!r} is unknown; known: {', '.join(Refusal)}")


def _line(option: str, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST_LINE:
        raise UsageWrong(f"{option}: longer than {_LONGEST_LINE} characters")
    return line


def _lines(text: str) -> str:
    lines = [_line("--address", line) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > _MOST_LINES:
        raise UsageWrong(f"--address: more than {_MOST_LINES} lines")
    return "\n".join(lines)
