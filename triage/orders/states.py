"""The platforms' words for how far an order has come, as one of our few."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from triage.orders.fields import fold
from triage.orders.order import RANK, OrderStatus

RANK_OF = RANK
_PARTS = re.compile(r"\s{1,9}[-–—/|·:]\s{1,9}|[,，;；(（)）]")


@lru_cache(1024)
def status_of(text: str) -> OrderStatus:
    """Return what a status means, UNKNOWN if no part of it is one we know."""
    whole = _words().get(fold(text))
    if whole:
        return whole
    parts = [_words().get(fold(part), OrderStatus.UNKNOWN) for part in _PARTS.split(text)]
    return max(parts, key=RANK.__getitem__)


@cache
def _words() -> dict[str, OrderStatus]:
    source = resources.files(__package__).joinpath("statuses.toml").read_text("utf-8")
    return {
        fold(word): OrderStatus(code)
        for code, words in tomllib.loads(source).items()
        for word in words
    }
