"""A customer's prose as it stands in a machine's mail: whole or a part, in one line or several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

from triage.learning.line_mails import NEITHER, OWN
from triage.mail.wording import WORDING, key_of_word

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_SIGN_OFFS = tuple(sorted(word for word in WORDING.sign_offs if len(word) > 3))
_WRAP_AT = (60, 72, 78, 98)
_NAME_WORDS = 3
_GREETING_CAP = 30  # characters in front of the comma of "Hello,"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, and the generator by which it is laid out."""

    prose: str
    generator: Generator

    def lines(self) -> list[str]:
        """Lay it out: people write one block, lines, paragraphs, or one sentence only."""
        if "\n" in self.prose and self._chance(0.7):
            return self.prose.split("\n")
        sentences = [part for part in _SENTENCE.split(" ".join(self.prose.split())) if part]
        if self._chance(0.35):
            first = int(self.generator.integers(len(sentences)))
            sentences = sentences[first : first + int(self.generator.integers(1, 4))]
        if len(sentences) < 2 or self._chance(0.45):
            lines = [" ".join(sentences)]
        elif self._chance(0.5):
            at = int(self.generator.integers(1, len(sentences)))
            blank = [""] if self._chance(0.5) else []
            lines = [" ".join(sentences[:at]), *blank, " ".join(sentences[at:])]
        else:
            lines = sentences
        if self._chance(0.15):
            wide = _WRAP_AT[int(self.generator.integers(len(_WRAP_AT)))]
            lines = [part for line in lines for part in _wrapped(line, wide)]
        head, comma, rest = lines[0].partition(",")
        if comma and rest.strip() and len(head) < _GREETING_CAP and self._chance(0.4):
            return [f"{head},", *([""] if self._chance(0.5) else []), rest.strip(), *lines[1:]]
        return lines

    def closing(self) -> str:
        """Return a closing formula, in whatever language."""
        return _SIGN_OFFS[int(self.generator.integers(len(_SIGN_OFFS)))].capitalize()

    def _chance(self, share: float) -> bool:
        return bool(self.generator.random() < share)


def marked(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Tell of each line whether it surely is the writer's own."""
    whose = [NEITHER if _is_either(line) else OWN for line in lines]
    # Below a formula, and below all, a name may stand.
    if _is_name(lines[-1]) or (len(lines) > 1 and key_of_word(lines[-2]) in WORDING.sign_offs):
        whose[-1] = NEITHER
    return list(zip(lines, whose, strict=True))


def _is_either(line: str) -> bool:
    """Tell what may be taken for either: a closing formula, a rule, a table's row."""
    closes = key_of_word(line) in WORDING.sign_offs
    return closes or not any(map(str.isalnum, line)) or " | " in line


def _is_name(line: str) -> bool:
    words = line.split()
    return 0 < len(words) <= _NAME_WORDS and all(word.istitle() for word in words)


def _wrapped(line: str, wide: int) -> list[str]:
    lines = [""]
    for word in line.split():
        if lines[-1] and len(lines[-1]) + len(word) > wide:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
