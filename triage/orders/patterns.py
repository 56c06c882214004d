"""Derives store patterns from sample order numbers: as tight as the samples show, no tighter.

The trap: numbers that count up share their first digits only for a while, so shared digits are kept
as fixed only where the numbers between the samples are mostly not in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.errors import UsageWrong
from triage.orders.cells import order_number
from triage.understanding.numbers.facts import Tier
from triage.understanding.numbers.patterns import CHECKS, compile_order_pattern
from triage.understanding.numbers.shapes import order_fits

ENOUGH = 8  # samples that make a check digit certain: one in a hundred million passes by chance
_FEW = 5  # samples from which on shared digits may be more than chance
_MOST_WORDS = 6  # different letters in one place that are still prefixes of the store
_MOST_RUNS = 7
_COUNTED = 8  # digits; longer numbers are drawn or composed, they do not count up
_RUNS = re.compile("[A-Z]+|[0-9]+|[^A-Z0-9]")
_GAPS = "-_ "


@dataclass(frozen=True, slots=True)
class Learned:
    """A pattern for settings.toml, or the channel whose numbers the samples are."""

    written: str  # as order_patterns takes it, "" for a channel's own numbers
    channel: str
    samples: int
    example: str
    check: str  # of CHECKS, "" for none


def learn(samples: Iterable[str]) -> tuple[Learned, ...]:
    """Return patterns that together match every sample, those of most samples first.

    Raises UsageWrong if there is no sample with a digit.
    """
    found = (order_number(sample) for sample in samples)
    numbers = dict.fromkeys(n.upper() for n in found if n and any(c.isdigit() for c in n))
    if not numbers:
        raise UsageWrong("learn-pattern: give order numbers, e.g. FR-20517 FR-20533 FR-20610")
    learned: list[Learned] = []
    own: dict[tuple[str, ...], list[str]] = {}
    channels: dict[str, list[str]] = {}
    for number in numbers:
        strong = [shape.id for shape in order_fits(number) if shape.tier is Tier.STRONG]
        if strong:
            channels.setdefault(strong[0], []).append(number)
        else:
            own.setdefault(_skeleton(number), []).append(number)
    for channel, known in channels.items():
        learned.append(Learned("", channel, len(known), known[0], ""))
    for skeleton, group in own.items():
        for same in _by_words(skeleton, group):
            learned += _patterns(skeleton, same)
    return tuple(sorted(learned, key=lambda each: -each.samples))


def _skeleton(number: str) -> tuple[str, ...]:
    runs = _RUNS.findall(number)
    if len(runs) > _MOST_RUNS:
        return ("mixed",)
    return tuple("A" if run.isalpha() else "9" if run.isdigit() else run for run in runs)


def _by_words(skeleton: tuple[str, ...], group: list[str]) -> list[list[str]]:
    """Part a group by its letters, where these are a few of the store's own prefixes."""
    places = [place for place, kind in enumerate(skeleton) if kind == "A"]
    parted: dict[tuple[str, ...], list[str]] = {}
    for number in group:
        runs = _RUNS.findall(number)
        parted.setdefault(tuple(runs[place] for place in places), []).append(number)
    few = len(parted) <= _MOST_WORDS and (len(parted) <= 3 or len(group) >= 3 * len(parted))
    return list(parted.values()) if few and skeleton != ("mixed",) else [group]


def _patterns(skeleton: tuple[str, ...], group: list[str]) -> list[Learned]:
    check = _check(group)
    if skeleton == ("mixed",):
        sizes = {len(number) for number in group}
        head = _shared(group) if len(group) >= _FEW else ""
        head = re.match("[A-Z]*", head).group()  # type: ignore[union-attr]
        rest = _times({size - len(head) for size in sizes})
        signs = sorted({sign for number in group for sign in number if not sign.isalnum()})
        body = f"/{re.escape(head)}[0-9A-Z{''.join(map(re.escape, signs))}]{rest}/"
        return [Learned(body + check, "", len(group), group[0], check)]
    columns = list(zip(*(_RUNS.findall(number) for number in group), strict=True))
    samples = [_sample(kind, column) for kind, column in zip(skeleton, columns, strict=True)]
    if all(each is not None for each in samples):
        written = "".join(each or "" for each in samples)
    else:
        pairs = zip(skeleton, columns, strict=True)
        written = "/" + "".join(_expression(kind, column) for kind, column in pairs) + "/"
    compile_order_pattern(written + check)
    return [Learned(written + check, "", len(group), group[0], check.removeprefix("~"))]


def _sample(kind: str, column: Sequence[str]) -> str | None:
    """Write a place in the notation of # and @, None where that cannot say it."""
    if kind == "9":
        sizes = _sizes(column)
        fixed = _fixed(column)
        return "#" * sizes[0] if len(sizes) == 1 and not fixed else None
    if kind == "A" and len(set(column)) > 1:
        return "@" * len(column[0]) if len({len(word) for word in column}) == 1 else None
    return column[0] if column[0] not in "#@~/" else None


def _expression(kind: str, column: Sequence[str]) -> str:
    """Write a place as part of a regular expression."""
    if kind == "9":
        fixed = _fixed(column)
        return fixed + "[0-9]" + _times({size - len(fixed) for size in _sizes(column)})
    if kind == "A" and len(set(column)) > 1:
        return "[A-Z]" + _times({len(word) for word in column})
    # Hyphens and spaces are what customers drop first.
    return "[-_ ]?" if column[0] in _GAPS else re.escape(column[0])


def _sizes(column: Sequence[str]) -> tuple[int, ...]:
    """Return how many digits a place has; one more where the counter is about to grow."""
    sizes = {len(digits) for digits in column}
    padded = any(digits.startswith("0") for digits in column)
    counts = not padded and max(sizes) < _COUNTED
    if counts and max(map(int, column)) >= 9 * 10 ** (max(sizes) - 1):
        sizes.add(max(sizes) + 1)
    return tuple(range(min(sizes), max(sizes) + 1))


def _fixed(column: Sequence[str]) -> str:
    """Return the first digits that belong to the form of a number, "" if they only count."""
    values = {int(digits) for digits in column}
    size = len(column[0])
    if len({len(digits) for digits in column}) > 1 or len(values) < _FEW or size < 8:
        return ""
    dense = (max(values) - min(values)) < 1000 * len(values)
    shared = _shared(column)
    return "" if dense or len(shared) < 2 or shared.startswith("0") else shared


def _shared(words: Sequence[str]) -> str:
    first, last = min(words), max(words)
    size = next((at for at, sign in enumerate(first) if sign != last[at : at + 1]), len(first))
    return first[: min(size, len(first) - 1)]


def _times(sizes: set[int]) -> str:
    low, high = min(sizes), max(sizes)
    return f"{{{low}}}" if low == high else f"{{{low},{high}}}"


def _check(group: Sequence[str]) -> str:
    """Return the check digit every sample carries, as the notation has it; "" for none."""
    if len(group) < ENOUGH:
        return ""
    found = (name for name, holds in CHECKS.items() if all(map(holds, group)))
    return next((f"~{name}" for name in found), "")
