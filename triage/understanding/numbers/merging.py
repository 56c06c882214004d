"""Makes one number of its mentions: overlapping runs, repeated orders, parts of one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from triage.understanding.meaning import NumberFound
from triage.understanding.numbers.context import View
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.orders import Scored
from triage.understanding.numbers.tokens import Token


@dataclass(frozen=True, slots=True)
class Found:
    """A run judged to be a number, with the field it stands in."""

    view: View
    scored: Scored


def overlap(one: Token, other: Token) -> bool:
    """Tell whether two runs share a character."""
    return one.start < other.end and other.start < one.end


def longest(found: Iterable[Scored]) -> list[Scored]:
    """Drop runs that lie inside a longer one that was found too; order by place."""
    kept: list[Scored] = []
    for scored in sorted(found, key=lambda s: (s.token.start - s.token.end, s.token.start)):
        same = [k for k in kept if overlap(k.token, scored.token)]
        # The orders of one range share its place.
        if all(
            (k.token.start, k.token.end) == (scored.token.start, scored.token.end) for k in same
        ):
            kept.append(scored)
    return sorted(kept, key=lambda s: s.token.start)


def merge(found: Sequence[Found]) -> tuple[NumberFound, ...]:
    """Make one value of each order: its first mention, its best score."""
    merged: dict[str, NumberFound] = {}
    for item in found:
        number = _number(item)
        first = merged.get(number.key) or next(
            (n for n in merged.values() if _same_order(n, number)), None
        )
        if first is None:
            merged[number.key] = number
        elif number.score > first.score:
            merged[first.key] = replace(
                first,
                score=number.score,
                reason=number.reason,
                in_quote=first.in_quote and number.in_quote,
            )
    listed = {item.scored.key for item in found if item.scored.hit}
    numbers = tuple(merged.values())
    return tuple(n for n in numbers if n.key in listed or not any(_is_short(n, o) for o in numbers))


def _is_short(number: NumberFound, other: NumberFound) -> bool:
    """Tell whether a number is the beginning or end of another ("PO-211", "the 20931")."""
    ends = other.key.startswith(number.key) or other.key.endswith(number.key)
    return number.key != other.key and ends


def _same_order(one: NumberFound, other: NumberFound) -> bool:
    """Tell whether two keys are parent and child of one order (Temu, AliExpress)."""
    channels = {one.channel, other.channel}
    if channels <= {"temu", "temu_sub"} and len(channels) == 2:
        return one.key.removeprefix("PO")[:3] == other.key.removeprefix("PO")[:3] and (
            one.key[-4:] == other.key[-4:]
        )
    if channels == {"aliexpress"}:
        return (
            one.key[-4:] == other.key[-4:]
            and 0 < abs(int(one.key[:-4]) - int(other.key[:-4])) <= 20
        )
    return False


def _number(item: Found) -> NumberFound:
    view, scored = item.view, item.scored
    start, end = view.plain.span(scored.token.start, scored.token.end)
    whole, plain = scored.token.number, view.plain.text[scored.token.start : scored.token.end]
    # "10442/43" and "10442, 43" name 10443, and nobody could look a "43" up.
    written = view.plain.original[start:end] if key_of(plain) == key_of(whole) else whole
    return NumberFound(
        value=written,
        key=scored.key,
        channel=scored.channel,
        score=scored.score,
        reason=scored.reason,
        in_quote=view.field == "quoted",
        field=view.field,
        start=start,
        end=end,
    )
