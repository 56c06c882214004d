"""The article of the customer's order that their words name: "der Kocher" of "Wasserkocher 1,7 l".

The trap: words common to several articles of an order tell none of them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.understanding.meaning import Product
from triage.understanding.scripts import GLUED

_WORD = re.compile(r"[^\W_][\w\u0900-\u0963-]{0,60}")
_MOST_ARTICLES = 30
_MOST_WORDS = 20
_SHORTEST = 3  # letters of a word that names something
_INFLECTED = 5  # letters from which on a word may change its end
_ENDING = 4  # letters by which it may grow


@dataclass(frozen=True, slots=True)
class _Match:
    share: float
    field: str
    start: int
    end: int
    article: str


def listed(subject: str, text: str, articles: Sequence[str]) -> Product | None:
    """Return the one article that the customer's words name, with these words."""
    matches = [
        match
        for article in dict.fromkeys(articles[:_MOST_ARTICLES])
        if (match := _best(article, subject, text)) is not None
    ]
    matches.sort(key=lambda match: -match.share)
    if not matches or (len(matches) > 1 and matches[0].share == matches[1].share):
        return None
    best = matches[0]
    said = (text if best.field == "text" else subject)[best.start : best.end]
    return Product(said, best.field, best.start, best.end, best.article)


def _best(article: str, subject: str, text: str) -> _Match | None:
    names = _WORD.findall(article.casefold())[:_MOST_WORDS]
    for field, said in (("text", text), ("subject", subject)):
        spans = _unspaced(names, said) if GLUED.search(article) else _spaced(names, said)
        if spans:
            start, end = max(_runs(said, spans), key=lambda run: run[1] - run[0])
            told = {name for _, _, name in spans}
            return _Match(len(told) / len(names), field, start, end, article)
    return None


def _spaced(names: Sequence[str], said: str) -> list[tuple[int, int, str]]:
    stems = [(_stem(name), name) for name in names if len(name) >= _SHORTEST and not name.isdigit()]
    return [
        (*found.span(), name)
        for found in _WORD.finditer(said)
        for stem, name in stems
        if found.group().casefold().startswith(stem)
        and len(found.group()) - len(name) <= _grows(name)
    ]


def _stem(name: str) -> str:
    return name[: max(_INFLECTED - 1, len(name) - 3)]


def _grows(name: str) -> int:
    return _ENDING if len(name) >= _INFLECTED else len(name) - _SHORTEST


def _unspaced(names: Sequence[str], said: str) -> list[tuple[int, int, str]]:
    low = said.lower()
    return [
        (low.find(name), low.find(name) + len(name), name)
        for name in names
        if len(name) > 1 and name in low
    ]


def _runs(said: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Join words that stand side by side."""
    runs: list[tuple[int, int]] = []
    for start, end, _ in sorted(spans):
        if runs and not said[runs[-1][1] : start].strip(" -"):
            runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs
