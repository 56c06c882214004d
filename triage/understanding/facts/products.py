"""The article a mail is about: one the order list knows, a quoted name, a noun beside a verb
of ordering or breaking.

The trap: most nouns of a complaint are no article, so a candidate must be told in one of few firm
ways; nothing is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from triage.understanding.facts.event_grammar import EventGrammar, event_grammar
from triage.understanding.facts.listed import listed
from triage.understanding.facts.noun_phrases import Nouns, Token, nouns_of, tokens_of, unspaced
from triage.understanding.meaning import EventKind, Product

_ENOUGH = 4
_QUOTED, _BOUGHT, _TITLED, _FAILED, _NEW, _MINE = 6, 5, 4, 3, 4, 1
_OBJECTS = {EventKind.ORDERED: _BOUGHT, EventKind.RETURNED: _TITLED}
_AGAIN = 2  # told twice, or in the subject
_EARLY = 1  # what it is about is named at the front
_FRONT = 200  # characters
_BEFORE_QUOTE = 30
_TOUCHING = 5  # letters of an ending or an article between
_ENDS = ".?!。？！…,中済み"  # of sentences and states
_ORDERED = EventKind.ORDERED.value
_MARKS = re.compile('[«„“「『”"]([^«»„“”「」『』"\n]{2,60})[»“”」』"]')
_CUE = re.compile(
    r"(?i:model|modèle|мод[еé]л|artik[eo]l|articol|article|artículo|artigo|item|produ[kc]t"
    r"|prodott|produit|товар|termék|tuote|toode|ürün|μοντέλο|προϊόν|מוצר|דגם|منتج|موديل|محصول"
    r"|मॉडल|उत्पाद|produk|sản phẩm|สินค้า|รุ่น|商品|产品|產品|型号|型號|製品|品名|상품|제품|모델)"
)
_OBJECT_FIRST = frozenset({"tr", "hi", "fa"})
_BARE = frozenset({"en"})  # "ordered brass sconces"
_BETWEEN, _CLAUSE, _LABEL = 5, 14, 4  # words
_VERB_LAST = frozenset({"de", "nl", "tr", "hi", "hu", "fa"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    points: int


def read_product(
    subject: str,
    text: str,
    language: str,
    articles: Sequence[str],
    orders: Sequence[tuple[int, int]],
    taken: Sequence[tuple[int, int]],
) -> Product | None:
    """Find the article; `articles` are those ordered, the spans are those of other facts."""
    if found := listed(subject, text, articles):
        return found
    grammar, nouns = event_grammar(language), nouns_of(language)
    if grammar is None:
        return None
    some = [*_quoted(text, grammar)]
    if pattern := unspaced(language):
        some += [_Candidate(*span, _BOUGHT) for span in pattern.find(text)]
    elif nouns is not None:
        tokens = tokens_of(text)
        inside = (t.start for t in tokens if any(a <= t.start < b for a, b in taken))
        verbs = {
            m.start(): (EventKind(m.lastgroup or "plain"), m.end())
            for m in grammar.verbs.finditer(text)
        }
        walls = frozenset((*verbs, *inside))
        read = _Read(text, tokens, verbs, walls, nouns, language)
        some += _told(read)
        some += _numbered(read, orders)
        some += _titled(subject, tokens, grammar, nouns)
    some = [c for c in some if not any(a < c.end and c.start < b for a, b in taken)]
    best = max(some, key=lambda c: (_with_others(text, c, some), -c.start), default=None)
    if best is None or _with_others(text, best, some) < _ENOUGH:
        return None
    return Product(text[best.start : best.end], "text", best.start, best.end)


def _with_others(text: str, one: _Candidate, some: Sequence[_Candidate]) -> int:
    apart = (other for other in some if other.end <= one.start or one.end <= other.start)
    said = text[one.start : one.end]
    again = any(_alike(said, text[other.start : other.end]) for other in apart)
    return one.points + (_AGAIN if again else 0)


def _alike(one: str, other: str) -> bool:
    first, second = one.casefold().split(), other.casefold().split()
    return any(_same(a, b) for a in first for b in second)


def _same(one: str, other: str) -> bool:
    short = max(4, min(len(one), len(other)) - 2)
    return len(one) > 3 and one[:short] == other[:short]


def _quoted(text: str, grammar: EventGrammar) -> Iterator[_Candidate]:
    """Yield names in quotation marks behind a word for an article or a verb of ordering."""
    for found in _MARKS.finditer(text):
        name = found[1].strip()
        before = text[max(0, found.start() - _BEFORE_QUOTE) : found.start()].rstrip(" :：")
        is_name = not name[:1].islower() and name[-1:] not in _ENDS and len(name.split()) <= 8
        ends = [cue.end() for cue in _CUE.finditer(before)]
        ends += [v.end() for v in grammar.verbs.finditer(before) if v.lastgroup == _ORDERED]
        if is_name and ends and len(before) - max(ends) <= _TOUCHING:
            start = found.start(1) + found[1].find(name)
            yield _Candidate(start, start + len(name), _QUOTED)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text split into words, with its verbs by place; a phrase ends at a wall."""

    text: str
    tokens: Sequence[Token]
    verbs: Mapping[int, tuple[EventKind, int]]
    walls: Collection[int]
    nouns: Nouns
    language: str

    def kind(self, token: Token) -> EventKind:
        return self.verbs.get(token.start, (EventKind.PLAIN, 0))[0]

    def phrase(self, at: int) -> tuple[int, int] | None:
        return self.nouns.phrase(self.text, self.tokens, at, self.walls)

    def leads(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and self.nouns.leads(self.tokens[at].low)


def _told(read: _Read) -> Iterator[_Candidate]:
    for at, token in enumerate(read.tokens):
        kind = read.kind(token)
        if kind in _OBJECTS:
            yield from (_Candidate(*span, _OBJECTS[kind]) for span in _objects(read, at))
        elif token.low in read.nouns.my and (span := read.phrase(at + 1)):
            new = read.tokens[at + 1].low in read.nouns.new
            yield _Candidate(*span, _NEW if new else _MINE)
        starts = token.low in read.nouns.det or token.low in read.nouns.my
        opens = read.nouns.opens_alone and token.opens
        if (starts or opens) and (span := read.phrase(at + int(starts))) and _fails(read, at, span):
            yield _Candidate(*span, _FAILED + _EARLY * (span[0] < _FRONT))


def _numbered(read: _Read, orders: Sequence[tuple[int, int]]) -> Iterator[_Candidate]:
    """Yield "the lamp" of "the lamp from order 10423" and "the lamp (10423)"."""
    for start, _ in orders:
        at = next((n for n, one in enumerate(read.tokens) if one.end > start), len(read.tokens)) - 1
        begin, skipped = start, 0
        while at >= 0 and skipped < _LABEL:
            token = read.tokens[at]
            between = read.text[token.end : begin]
            if between.strip(" (#№:-–\u00a0") or token.start in read.walls:
                break
            stops = token.low in read.nouns.stop
            if not stops and not read.nouns.is_generic(token.low):
                if "(" in between or (skipped and read.tokens[at + 1].low in read.nouns.stop):
                    span = read.nouns.phrase_up_to(read.text, read.tokens, at, read.walls)
                    yield from (_Candidate(*one, _TITLED) for one in (span,) if one)
                break
            begin = token.start
            at, skipped = at - 1, skipped + 1


def _objects(read: _Read, at: int) -> Iterator[tuple[int, int]]:
    """Yield what was ordered or sent back: behind the verb, or before one that stands last."""
    end = read.verbs[read.tokens[at].start][1]
    if read.language not in _OBJECT_FIRST and not read.leads(at - 1):
        following = at + 1
        while following < len(read.tokens) and read.tokens[following].start < end:
            following += 1
        # Without an article what follows is seldom the object: "commande interne".
        bare = read.language in _BARE or read.nouns.opens_alone
        if (bare or read.leads(following)) and (span := read.phrase(following)):
            yield span
    if read.language in _VERB_LAST:
        span = read.nouns.phrase_before(read.text, read.tokens, at, read.walls)
        yield from (span,) if span else ()


def _fails(read: _Read, at: int, span: tuple[int, int]) -> bool:
    """Tell whether the clause goes on to say that it broke: "is since yesterday defect"."""
    end = span[1]
    behind = [one for one in read.tokens[at : at + _CLAUSE] if one.start >= end]
    for token in behind[:_BETWEEN]:
        if read.text[end : token.start].strip() or read.nouns.leads(token.low):
            return False
        kind = read.kind(token)
        if kind is EventKind.FAILED or read.nouns.is_broken(token.low, firmly=True):
            return True
        if kind is not EventKind.PLAIN:
            return False
        end = token.end
    return False


def _titled(
    subject: str, tokens: Sequence[Token], grammar: EventGrammar, nouns: Nouns
) -> Iterator[_Candidate]:
    """Yield the words of "Kettle broken" in a subject where the text has them, too."""
    title = tokens_of(subject)
    said = [one for one in title if nouns.is_broken(one.low, firmly=True)]
    failed = any(v.lastgroup == EventKind.FAILED for v in grammar.verbs.finditer(subject))
    if not (said or failed) or len(title) > 8:
        return
    left = [one.low for one in title if nouns.may_be_article(one.low) and one not in said]
    if not nouns.has_articles and len(left) != 1:
        return
    for at, token in enumerate(tokens):
        known = not nouns.has_articles or (at and nouns.leads(tokens[at - 1].low))
        if known and nouns.may_be_article(token.low) and any(_same(token.low, n) for n in left):
            yield _Candidate(token.start, token.end, _TITLED)
            return
