"""Wordings of the rule files in kinds/, made ready for searching, and how reasons show a value.

The trap: everything is compared as `wording.key` returns it; text that was not keyed never matches.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from triage.mail.wording import bare, key

_SHOWN = 80  # characters of a header's value that a reason repeats


@cache
def load(name: str) -> dict[str, Any]:
    """Read one rule file beside the code; every module is given the same tables, to read only."""
    return tomllib.loads(
        Path(__file__).with_name("kinds").joinpath(f"{name}.toml").read_text("utf-8")
    )


def shown(value: str) -> str:
    """Return a value short and on one line, for a reason."""
    text = " ".join(value[: 4 * _SHOWN].split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def spelt(words: Iterable[str]) -> frozenset[str]:
    """Return wordings as a `key`, and once more without accents, as many machines write them."""
    return frozenset(way for word in words for way in (key(word), bare(key(word))))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Many wordings of many languages. `whole` also wants a word end behind, else stems match."""

    words: tuple[str, ...]
    whole: bool

    def find(self, text: str) -> str:
        """Return a wording that occurs in this text (already a `key`), "" if none does."""
        # `in` over a few hundred words beats one regular expression of them all by far.
        return next((word for word in self.words if word in text and self._bounded(word, text)), "")

    def all_in(self, text: str) -> list[str]:
        """Return every wording that occurs in this text."""
        return [word for word in self.words if word in text and self._bounded(word, text)]

    def start(self, text: str) -> str:
        """Return the wording this text starts with, "" if none."""
        if not text.startswith(self.words):  # nearly always, and many times faster
            return ""
        return next((w for w in self.words if text.startswith(w) and self._ends(text, len(w))), "")

    def _bounded(self, word: str, text: str) -> bool:
        # Scripts without letter case (Han, Thai, Hebrew …) glue words together: no bounds there.
        if word[0].lower() == word[0].upper() and not word[0].isdigit():
            return True
        at = text.find(word)
        while at >= 0:
            if (at == 0 or not text[at - 1].isalnum()) and self._ends(text, at + len(word)):
                return True
            at = text.find(word, at + len(word))
        return False

    def _ends(self, text: str, end: int) -> bool:
        if not self.whole or end >= len(text) or text[end - 1].lower() == text[end - 1].upper():
            return True
        return not text[end].isalnum()


def phrases(words: Iterable[str], *, whole: bool = False) -> Phrases:
    """Make wordings of a rule file ready, the longest first."""
    return Phrases(tuple(sorted({key(word) for word in words}, key=lambda w: (-len(w), w))), whole)
