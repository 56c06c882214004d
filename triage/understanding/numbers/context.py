"""Tells what the words around a run say of it: the nearest label, and what else claims it.

The trap: a number belongs to the nearest label before it, and to no label beyond another number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from triage.understanding.numbers.compounds import compound_before
from triage.understanding.numbers.decoys import Mark, mark
from triage.understanding.numbers.labels import Label, LabelSet, Says
from triage.understanding.numbers.nouns import (
    has_own_number,
    is_code,
    is_lettered,
    is_of_its_page,
    is_parted,
    is_waybill,
    names_another,
    sells,
)
from triage.understanding.numbers.plain import Plain
from triage.understanding.numbers.shapes import has_letters, tracking_fits
from triage.understanding.numbers.spoken import NUMBER_FIRST, number_first_labels
from triage.understanding.numbers.tables import cells_above
from triage.understanding.numbers.tokens import Token

_REACH = 28  # characters between label and number, facts 2
_FAR = 60  # the same, if a number word touches the number ("order from last week, number 10423")
_BREAK = re.compile(r"\s{0,60}\n\s{0,60}|[\t|]")
_SENTENCE_END = re.compile(r"[!?。！？؟]|\.\s+(?=[^\W\d_])|(?<=[^\W\d_]{4})\.\s")
_SENTENCE = re.compile(r"[!?。！？؟\n]|\.\s")
_LONGEST_SENTENCE = 300
_BRACKET = re.compile("[()\uff08\uff09]")
_APART = re.compile("[,;\\n\u3001\uff0c]")
_SPEAKING = frozenset({Says.STEM, Says.TRACKING, Says.OTHER})
_THINGS = frozenset({Says.OTHER, Says.TRACKING})
_STOP = re.compile(r" ?\.\s")
_ABBREVIATED = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,4}\.$")
_ANSWER = re.compile(r"[^\W\d_]{1,4} ?:")  # "Re:", "Απ:"
_SUFFIX = re.compile(r"(?:-[^\W\d_]{1,4}|['’][^\W\d_]{1,4})(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Nearby:
    """A label that speaks for a run; `direct` if nothing but signs and number words lie between."""

    label: Label
    direct: bool
    says: Says
    where: str = "before"  # before, after, list, column


def _stronger(found: Nearby | None, carrier: Label | None, lettered: bool) -> Nearby | None:
    """Prefer a carrier's name right before the number to a label that does not touch it.

    Before a carrier's letters, to any other thing's noun.
    """
    # "receipt Deutsche Post RR…DE" is the post's, right or wrong.
    mere = found is not None and found.says is Says.OTHER and lettered
    if carrier and (mere or not (found and found.direct)):
        return Nearby(carrier, True, Says.CARRIER)
    return found


class View:
    """One field of a mail with its labels and marks, made once and asked for every run."""

    def __init__(self, field: str, plain: Plain, labels: LabelSet, language: str) -> None:
        self.field = field
        self.plain = plain
        self.text = plain.text
        self.labels = labels.find(plain.text)
        self.marks: Sequence[Mark] = mark(plain.text, language)
        self._label_set = labels
        self._starts = [label.start for label in self.labels]
        self._ends = [label.end for label in self.labels]
        self.language = language
        self._number_first = frozenset() if language else number_first_labels()

    def claims(self, token: Token) -> tuple[Mark, ...]:
        """Return the marks that cover the run or most of it."""
        size = token.end - token.start
        return tuple(
            m
            for m in self.marks
            if m.start < token.end
            and m.end > token.start
            and (min(m.end, token.end) - max(m.start, token.start)) * 2 > size
        )

    def nearby(self, token: Token) -> Nearby | None:
        """Return the label that speaks for a run, before it, behind it or heading its column."""
        before = self._before(token)
        row = self.text.rfind("\n", 0, token.start)
        if before and before.direct and before.says not in {Says.NUMBER, Says.CARRIER}:
            # In a table the row above ends in another column's words.
            beside = before.label.start > row
            return before if beside else self._column(token) or before
        return self._after(token) or self._column(token) or before

    def _before(self, token: Token) -> Nearby | None:
        if compound := compound_before(self.text, token, self.labels, self._ends):
            return Nearby(compound, True, Says.OTHER)
        # `edge` is where the nearest carrier's name begins, which may stand between.
        start = edge = token.start
        number_word: Label | None = None
        carrier: Label | None = None
        for index in range(bisect_right(self._ends, start) - 1, -1, -1):
            label = self.labels[index]
            gap = self.text[label.end : edge]
            if len(gap) > (_FAR if number_word else _REACH):
                break
            direct = self._label_set.is_direct(gap) and len(_BREAK.findall(gap)) <= 1
            if is_parted(self.text, label, gap, token):
                break
            if label.says is Says.NUMBER:
                number_word = number_word or (label if direct else None)
            elif label.says is Says.CARRIER:
                carrier, edge = (label, label.start) if direct else (carrier, edge)
            elif label.says is Says.SHORT:
                if sells(self.labels, index):
                    edge = label.start
                elif direct and not _APART.search(gap):
                    return Nearby(label, True, Says.STEM)
            elif direct and is_waybill(self.labels, index, token):
                return Nearby(label, True, Says.TRACKING)
            elif direct and is_of_its_page(self.labels, index, token):
                return Nearby(self.labels[index - 1], True, Says.CARRIER)
            elif self._is_taken(label) or self._names_another(
                label, gap, direct, token, number_word
            ):
                continue
            elif label.says is not Says.WEAK or direct:
                if number_word and self._belongs_elsewhere(label, number_word):
                    break
                found = self._judge(label, gap, direct, number_word is not None)
                if found or number_word is None:
                    return _stronger(found, carrier, has_letters(tracking_fits(token.number)))
                break
        if carrier:
            return Nearby(carrier, True, Says.CARRIER)
        # "店號 187226", "membership ID 30882": such a number is named by the noun before it.
        if number_word is None or not self._begins_clause(number_word.start):
            return None
        coded = is_code(self.text, number_word)
        return Nearby(number_word, True, Says.OTHER if coded else Says.NUMBER)

    def _names_another(
        self, label: Label, gap: str, direct: bool, token: Token, number_word: Label | None = None
    ) -> bool:
        return names_another(
            label,
            gap,
            token,
            direct=direct,
            relates=self._label_set.relates(gap),
            numbered=number_word is not None,
            answered=self.field == "subject" and bool(_ANSWER.match(self.text)),
        )

    def _is_taken(self, label: Label) -> bool:
        """Tell whether a noun has its number before it, where numbers stand so."""
        return self.language in NUMBER_FIRST and has_own_number(self.text, label)

    def number_word_of_another(self, token: Token) -> bool:
        """Tell whether an unknown noun and a number word name the run: "membership ID 30882"."""
        place = bisect_right(self._ends, token.start) - 1
        if place < 0 or self.labels[place].says is not Says.NUMBER:
            return False
        word = self.labels[place]
        touches = self._label_set.is_direct(self.text[word.end : token.start])
        return touches and not self._begins_clause(word.start)

    def _begins_clause(self, start: int) -> bool:
        before = self.text[max(0, start - 30) : start].rstrip(" ").removesuffix("-")
        # "reg. č." is short for a noun; what ends a sentence is longer, and a capital follows.
        if self.text[start].islower() and _ABBREVIATED.search(before):
            before = before[:-1]
        noun = re.search(r"[^\W\d_]{1,30}$", before)
        return noun is None or self._label_set.is_direct(noun.group())

    def _belongs_elsewhere(self, label: Label, number_word: Label) -> bool:
        """Tell whether another clause's noun owns it: "no order number, only receipt no. 7712"."""
        between = self.text[label.end : number_word.start]
        return bool(_APART.search(between)) and not self._begins_clause(number_word.start)

    def _judge(self, label: Label, gap: str, direct: bool, number_word: bool) -> Nearby | None:
        if direct:
            return Nearby(label, True, label.says)
        if (
            label.text.endswith(".")  # "παρ." is also another word, which may stand anywhere
            or _SENTENCE_END.search(gap)
            or len(_BREAK.findall(gap)) > 1
            or self._has_number(label, gap)
        ):
            return None
        # "order I placed last week, number 10423": the number word completes the label.
        says = Says.ORDER if number_word and label.says is Says.STEM else label.says
        return Nearby(label, number_word or label.full, says)

    def _has_number(self, label: Label, gap: str) -> bool:
        for match in re.finditer("[0-9]{3,}", gap):
            start, end = label.end + match.start(), label.end + match.end()
            if not any(m.start <= start and m.end >= end and m.hard for m in self.marks):
                return True
        return False

    def _after(self, token: Token) -> Nearby | None:
        """Look behind the run, in languages that put the number before the word."""
        if self.language not in NUMBER_FIRST and not self._number_first:
            return None
        index = bisect_right(self._ends, token.end)
        for label in self.labels[index : index + 4]:
            gap = self.text[token.end : label.start]
            if suffix := _SUFFIX.match(gap):
                gap = gap[suffix.end() :]
            if len(gap) > 14 or not self._label_set.is_direct(gap) or "\n" in gap:
                return None
            # "10442. számú rendelés" is an ordinal; "card 7712. Sipariş …" ends a sentence.
            if _STOP.match(gap) and not self.text[label.start].islower():
                return None
            if label.says is Says.NUMBER:
                continue
            if _APART.search(gap) or _BRACKET.search(gap):
                return None  # "(file 2026/88120) our parcel": the words behind are another's
            if not (self.language in NUMBER_FIRST or label.text in self._number_first):
                return None
            if self._names_another(label, gap, True, token):
                return None
            if label.says in _THINGS and not label.full and is_lettered(token.number):
                return None  # "LL-22906 size came wrong", "LL-21047 parcel"
            says = Says.STEM if label.says is Says.ORDER else label.says
            return Nearby(label, True, says, "after") if says in _SPEAKING else None
        return None

    def _column(self, token: Token) -> Nearby | None:
        """Look for a label heading the run's column."""
        for start, stop in cells_above(self.text, token.start, token.end):
            if label := self._first_label(start, stop):
                return Nearby(label, True, label.says, "column")
        return None

    def _first_label(self, start: int, stop: int) -> Label | None:
        for label in self.labels[bisect_left(self._starts, start) :]:
            if label.start >= stop:
                break
            if label.says not in {Says.NUMBER, Says.SHORT}:
                return label
        return None

    def is_filler(self, word: str) -> bool:
        """Tell whether a word may stand between label and number ("ORDER IS 20931")."""
        return self._label_set.is_direct(word) and not word.isdigit()

    def holds_label(self, token: Token) -> bool:
        """Tell whether a label begins inside the run ("NO 20931" is no store's number)."""
        place = bisect_left(self._starts, token.start)
        return place < len(self._starts) and self._starts[place] < token.end

    def sentence(self, token: Token) -> tuple[int, int]:
        """Return where the run's sentence begins and ends; of a very long one the nearer part."""
        first, last = max(0, token.start - _LONGEST_SENTENCE), token.end + _LONGEST_SENTENCE
        start = max((m.end() for m in _SENTENCE.finditer(self.text, first, token.start)), default=0)
        ending = _SENTENCE.search(self.text, token.end, last)
        return max(start, first), ending.start() if ending else last

    def labels_beside(self, token: Token) -> tuple[Label, ...]:
        """Return the labels of the run's sentence, in order."""
        start, end = self.sentence(token)
        return self.labels[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def is_direct(self, gap: str) -> bool:
        """Tell whether only signs, number words and copulas stand between label and number."""
        return self._label_set.is_direct(gap)

    def relates(self, gap: str) -> bool:
        """Tell whether the words between speak of another thing ("invoice for 10423")."""
        return self._label_set.relates(gap)

    def has_hash(self, token: Token) -> bool:
        """Tell whether # (or №) stands right before the run."""
        return self.text[: token.start].rstrip(" ").endswith("#")

    def in_brackets(self, token: Token) -> bool:
        """Tell whether a bracket opens right before the run."""
        return self.text[: token.start].rstrip(" #")[-1:] in set("([\uff08\u3010\u300c")

    def on_own_line(self, token: Token) -> bool:
        """Tell whether nothing but signs shares the line with the run."""
        start = self.text.rfind("\n", 0, token.start) + 1
        end = self.text.find("\n", token.end)
        rest = self.text[start : token.start] + self.text[token.end : end if end >= 0 else None]
        return not re.search(r"\w", rest)
