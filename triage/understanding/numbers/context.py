"""Tells what the words around a run say of it: the nearest label, and what else claims it.

The trap: a number belongs to the nearest label before it, and to no label beyond another number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from triage.understanding.numbers.decoys import Mark, mark
from triage.understanding.numbers.labels import (
    NUMBER_FIRST,
    Label,
    LabelSet,
    Says,
    number_first_labels,
)
from triage.understanding.numbers.plain import Plain
from triage.understanding.numbers.tokens import Token

_REACH = 28  # characters between label and number, facts 2
_FAR = 60  # the same, if a number word touches the number ("order from last week, number 10423")
_BREAK = re.compile(r"\s{0,60}\n\s{0,60}|[\t|]")
_SENTENCE_END = re.compile(r"[!?。！？؟]|\.\s+(?=[^\W\d_])")
_SPEAKING = frozenset({Says.STEM, Says.TRACKING, Says.OTHER})
_SUFFIX = re.compile(r"(?:-[a-z]{1,4}|['’][^\W\d_]{1,4})(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Nearby:
    """A label that speaks for a run; `direct` if nothing but signs and number words lie between."""

    label: Label
    direct: bool
    says: Says
    where: str = "before"  # before, after, list, column


def _stronger(found: Nearby | None, carrier: Label | None) -> Nearby | None:
    """Prefer a carrier's name right before the number to a label that does not touch it."""
    if carrier and not (found and found.direct):
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
        self._ends = [label.end for label in self.labels]
        self._language = language
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
        before = self._before(token.start)
        if before and before.direct and before.says not in {Says.NUMBER, Says.CARRIER}:
            return before
        return self._after(token) or before or self._column(token)

    def _before(self, start: int) -> Nearby | None:
        edge = start  # where the nearest carrier's name begins, which may stand between
        number_word: Label | None = None
        carrier: Label | None = None
        for index in range(bisect_right(self._ends, start) - 1, -1, -1):
            label = self.labels[index]
            gap = self.text[label.end : edge]
            if len(gap) > (_FAR if number_word else _REACH):
                break
            direct = self._label_set.is_direct(gap) and len(_BREAK.findall(gap)) <= 1
            if label.says is Says.NUMBER:
                number_word = number_word or (label if direct else None)
            elif label.says is Says.CARRIER:
                carrier, edge = (label, label.start) if direct else (carrier, edge)
            elif label.says is not Says.WEAK or direct:
                found = self._judge(label, gap, direct, number_word is not None)
                if found or number_word is None:
                    return _stronger(found, carrier)
                break
        if carrier:
            return Nearby(carrier, True, Says.CARRIER)
        # "店號 187226", "membership ID 30882": such a number is named by the noun before it.
        if number_word is None or not self._begins_clause(number_word.start):
            return None
        return Nearby(number_word, True, Says.NUMBER)

    def _begins_clause(self, start: int) -> bool:
        before = self.text[max(0, start - 30) : start].rstrip(" ")
        noun = re.search(r"[^\W\d_]{1,30}$", before)
        return noun is None or self._label_set.is_direct(noun.group())

    def _judge(self, label: Label, gap: str, direct: bool, number_word: bool) -> Nearby | None:
        if direct:
            return Nearby(label, True, label.says)
        if (
            _SENTENCE_END.search(gap)
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
        if self._language not in NUMBER_FIRST and not self._number_first:
            return None
        index = bisect_right(self._ends, token.end)
        for label in self.labels[index : index + 4]:
            gap = self.text[token.end : label.start]
            if suffix := _SUFFIX.match(gap):
                gap = gap[suffix.end() :]
            if len(gap) > 14 or not self._label_set.is_direct(gap) or "\n" in gap:
                return None
            if label.says is Says.NUMBER:
                continue
            if not (self._language in NUMBER_FIRST or label.text in self._number_first):
                return None
            says = Says.STEM if label.says is Says.ORDER else label.says
            return Nearby(label, True, says, "after") if says in _SPEAKING else None
        return None

    def _column(self, token: Token) -> Nearby | None:
        """Look for a label in the same cell of the line above, in tables with two or more cells."""
        line_start = self.text.rfind("\n", 0, token.start) + 1
        cells_before = re.findall(r"[\t|]", self.text[line_start : token.start])
        if not line_start or not (
            cells_before or re.match(r"[^\n\t|]{0,60}[\t|]", self.text[token.end :])
        ):
            return None
        head_start = self.text.rfind("\n", 0, line_start - 1) + 1
        place = head_start
        for cell in re.split(r"[\t|]", self.text[head_start : line_start - 1])[
            : len(cells_before) + 1
        ]:
            cell_start, place = place, place + len(cell) + 1
        for label in self.labels:
            if cell_start <= label.start < place and label.says is not Says.NUMBER:
                return Nearby(label, True, label.says, "column")
        return None

    def has_hash(self, token: Token) -> bool:
        """Tell whether # (or №) stands right before the run."""
        return self.text[: token.start].rstrip(" ").endswith("#")

    def on_own_line(self, token: Token) -> bool:
        """Tell whether nothing but signs shares the line with the run."""
        start = self.text.rfind("\n", 0, token.start) + 1
        end = self.text.find("\n", token.end)
        rest = self.text[start : token.start] + self.text[token.end : end if end >= 0 else None]
        return not re.search(r"\w", rest)
