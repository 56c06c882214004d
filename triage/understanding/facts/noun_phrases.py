"""Noun phrases that may name an article: what follows an article or verb up to a word that ends it.

The trap: without a grammar of forty languages a phrase is only believed if a known word or a sign
ends it within four words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_MOST_WORDS = 4
_ALONE = 2  # words without an article
_CLAUSE = 14  # words of a clause before its verb
_FIRM = 6  # letters; shorter ones are mostly negations
# Vowel signs of Devanagari and Arabic are letters here.
_LETTER = r"[\w\u0900-\u0963\u064b-\u0652]"
_TOKEN = re.compile(rf"[^\W_]{_LETTER}{{0,40}}(?:-{_LETTER}{{1,40}}){{0,3}}")
_PARTING = frozenset(".!?…\n,:–-")
_WITHOUT = "bg cs et fa fi hi hr id lt lv ms pl ru sk sl sr tr uk vi he ar"
_NO_ARTICLES = frozenset(_WITHOUT.split())
_SUFFIXED = frozenset({"sv", "da", "nb", "ro"})  # "Mixern", "Aspiratorul"
_OTHERWISE = frozenset({"hi"})  # clauses begin with anything
# Stand between a verb and what was bought: "objednala jsem konvici".
_HELPING = "jsem jsme som sme sam smo sem si сам смо съм ми"
_AUXILIARIES = frozenset(_HELPING.split())
_CAPITAL_NOUNS = frozenset({"de"})
# Platforms, carriers, money and messages are no article in any language.
_NOWHERE = "http www amazon ebay etsy aliexpress temu allegro shopee lazada paypal ups dhl dpd gls"
_NOWHERE += " euro franc frank dollar sms email e-mail whatsapp foto photo video link screenshot"
_NOBODYS = tuple(_NOWHERE.split())


class Token(NamedTuple):  # made for every word of a mail: a dataclass takes twice the time
    """A word of a text; `opens` if it begins a clause."""

    low: str
    start: int
    end: int
    opens: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Nouns:
    """What a language's words say of the noun they stand beside."""

    det: frozenset[str]
    some: frozenset[str]
    my: frozenset[str]
    new: frozenset[str]
    stop: frozenset[str]
    glued: tuple[str, ...]
    generic: tuple[str, ...]
    broken: tuple[str, ...]
    has_articles: bool
    opens_alone: bool  # a noun without an article may begin a clause
    capitals: bool

    def phrase(
        self, text: str, tokens: Sequence[Token], at: int, verbs: Collection[int]
    ) -> tuple[int, int] | None:
        """Return the span of the phrase that begins at a token, what stands before it skipped."""
        skipped = 0
        while (
            at < len(tokens)
            and skipped < 3
            and (self.leads(tokens[at].low) or tokens[at].low in _AUXILIARIES)
        ):
            at += 1
            skipped += 1
        if at and at < len(tokens) and text[tokens[at - 1].end : tokens[at].start].strip():
            return None
        found: list[Token] = []
        for token in tokens[at : at + _MOST_WORDS + 1]:
            apart = text[found[-1].end : token.start] if found else " "
            if apart not in {" ", "\u00a0"} or token.low in self.stop or token.start in verbs:
                break
            if token.low.startswith(self.glued):
                break
            if self.is_broken(token.low) or (_is_number(token) and not _is_model(token)):
                break
            found.append(token)
        return self._judged(found)

    def phrase_before(
        self, text: str, tokens: Sequence[Token], at: int, verbs: Collection[int]
    ) -> tuple[int, int] | None:
        """Return what "a kettle for 20 euros bought" bought: behind the clause's first "a"."""
        first = at
        while first > 0 and at - first < _CLAUSE and not tokens[first].opens:
            first -= 1
        for place in range(first, at):
            if tokens[place].low in self.some:
                return self.phrase(text, tokens, place + 1, verbs)
        return None

    def phrase_up_to(
        self, text: str, tokens: Sequence[Token], at: int, walls: Collection[int]
    ) -> tuple[int, int] | None:
        """Return the phrase that ends at a token, if an article or its clause opens it."""
        found: list[Token] = []
        for token in reversed(tokens[max(0, at - _MOST_WORDS) : at + 1]):
            apart = text[token.end : found[0].start] if found else " "
            if self.leads(token.low):
                return self._judged(found) if found else None
            ended = apart not in {" ", "\u00a0"} or token.low in self.stop or token.start in walls
            if ended or token.low.startswith(self.glued):
                break
            found.insert(0, token)
        alone = not self.has_articles and bool(found) and found[0].opens
        return self._judged(found) if alone and len(found) <= _ALONE else None

    def may_be_article(self, word: str) -> bool:
        """Tell whether a word could name an article."""
        known = word in self.stop or word in self.det or word in self.my or word in self.new
        return len(word) > 2 and not known and not self.is_generic(word) and word.isalpha()

    def is_generic(self, word: str) -> bool:
        """Tell the words for orders, parcels, money and people."""
        return word.startswith((*self.generic, *_NOBODYS))

    def leads(self, word: str) -> bool:
        """Tell the words that stand before a noun."""
        return word in self.det or word in self.my or word in self.new

    def is_broken(self, word: str, *, firmly: bool = False) -> bool:
        """Tell the words that say what is wrong; a mere "not" does not do so `firmly`."""
        return word.startswith(self.broken) and not (firmly and len(word) < _FIRM)

    def _judged(self, found: list[Token]) -> tuple[int, int] | None:
        if self.capitals:
            while found and not found[-1].capital:
                found = found[:-1]
        if not found or len(found) > _MOST_WORDS or _is_number(found[0]):
            return None
        if any(self.is_generic(one.low) for one in found) or len(found[-1].low) < 2:
            return None
        if max(len(one.low) for one in found) < 3:
            return None
        return found[0].start, found[-1].end


@dataclass(frozen=True, slots=True)
class Unspaced:
    """How a language that parts no words names an article."""

    named: re.Pattern[str]
    generic: re.Pattern[str]

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of articles."""
        for found in self.named.finditer(text):
            group = next(name for name in "abcd" if found[name])
            if not self.generic.match(found[group]):
                yield found.span(group)


def _is_number(token: Token) -> bool:
    return any(map(str.isdigit, token.low))


def _is_model(token: Token) -> bool:
    """Tell "X200" from order numbers and counts."""
    return token.low[0].isalpha() and "-" not in token.low


def _opens(text: str, start: int) -> bool:
    """Tell whether a sign that parts clauses stands before a word; "3. November" is one."""
    if start == 0 or text[start - 1] == "\n":
        return True
    mark = text[start - 2 : start - 1]
    return text[start - 1] in " \t" and mark in _PARTING and not text[start - 3].isdigit()


def tokens_of(text: str) -> tuple[Token, ...]:
    """Split a text into words."""
    return tuple(
        Token(
            found.group().lower(),
            *found.span(),
            opens=_opens(text, found.start()),
            capital=found.group()[0].isupper(),
        )
        for found in _TOKEN.finditer(text)
    )


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = files("triage.understanding.facts").joinpath("products.toml").read_text("utf-8")
    return tomllib.loads(text)


_WORDS = ("det", "some", "my", "new", "stop")


@cache
def nouns_of(language: str) -> Nouns | None:
    """Return a language's words once; None for those that part none or are unknown."""
    entry = _data().get(language)
    if entry is None or "named" in entry:
        return None
    words = {key: frozenset(entry.get(key, "").split()) for key in _WORDS}
    return Nouns(
        **words,
        glued=tuple(entry.get("glued", "").split()),
        generic=tuple(entry["generic"].split()),
        broken=tuple(entry["broken"].split()),
        has_articles=language not in _NO_ARTICLES,
        opens_alone=language in (_NO_ARTICLES | _SUFFIXED) - _OTHERWISE,
        capitals=language in _CAPITAL_NOUNS,
    )


@cache
def unspaced(language: str) -> Unspaced | None:
    """Return the patterns of a language that parts no words."""
    entry = _data().get(language)
    if entry is None or "named" not in entry:
        return None
    return Unspaced(re.compile(entry["named"]), re.compile(entry["generic"]))
