"""What a pattern would match besides orders: kinds of numbers mails are full of, and real mails.

A pattern alone never links a mail to an order, but every number it matches is looked at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from triage.understanding.numbers.decoys import mark
from triage.understanding.numbers.keys import key_of
from triage.understanding.numbers.patterns import StorePattern
from triage.understanding.numbers.plain import normalise
from triage.understanding.numbers.shapes import is_proper_tracking, store_fits, tracking_fits
from triage.understanding.numbers.tokens import runs

_NONE = frozenset[str]()


def like(patterns: Sequence[StorePattern]) -> tuple[str, ...]:
    """Return the kinds of everyday numbers that patterns match too."""
    return tuple(
        kind for kind, some in _decoys().items() if any(store_fits(n, patterns) for n in some)
    )


def matches_in(text: str, patterns: Sequence[StorePattern]) -> Iterator[tuple[str, str]]:
    """Yield (key, what it looks like) of the numbers in a mail that patterns match."""
    plain = normalise(text).text
    marks = mark(plain, "")
    for token in runs(plain, _NONE):
        if not store_fits(token.number, patterns):
            continue
        claimed = [m.kind for m in marks if m.start < token.end and token.start < m.end]
        if is_proper_tracking(tracking_fits(token.number)):
            claimed.append("tracking number")
        yield key_of(token.number), claimed[0] if claimed else "number"


@cache
def _decoys() -> dict[str, list[str]]:
    source = resources.files(__package__).joinpath("decoys.toml").read_text("utf-8")
    found: dict[str, list[str]] = tomllib.loads(source)
    return found
