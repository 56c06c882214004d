"""Phrases that speak for a demand, a signal or a detail: data per language, found with places.

Matched on folded text (no case, no accents); a gap `…` never crosses a sentence's end.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from triage.mail.grams import plain

FOLDER = Path(__file__).parent / "phrasebook"
SHARED = "shared"  # spellings that mean the same in every language: RGPD, Trustpilot …
LONGEST_TEXT = 6000

# Scripts written without spaces: no word edges there, and gaps are counted in letters.
_UNSPACED = frozenset({"zh-Hans", "zh-Hant", "ja", "th"})
# Where every syllable is a word, accents are all that tells smoke from start.
_ACCENTED = frozenset({"vi"})
_SUFFIXED = frozenset({"ko"})  # particles cling to the word: only its start is an edge
_WORD_GAP = r"(?:[^\s.!?;\n]+[^\S\n]+){0,4}?"
_LETTER_GAP = r"[^。！？!?\n]{0,8}?"
_SENTENCE_END = re.compile(r"[.!?。！？؟\n]")
_CLAUSE_END = re.compile(r"[.,;:!?。，；！？、\n]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a phrase for `label` stands; `negated` if the words around deny it."""

    label: str
    field: str
    start: int
    end: int
    negated: bool


@dataclass(frozen=True, slots=True)
class _Negation:
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    breaks: re.Pattern[str] | None = None
    conditions: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Language:
    phrases: tuple[tuple[str, re.Pattern[str]], ...]  # label, any of its phrases
    negation: _Negation


class PhraseBook:
    """One file of the phrasebook: label → language → phrases, with the negations that void them."""

    def __init__(self, name: str) -> None:
        with (FOLDER / f"{name}.toml").open("rb") as file:
            labels: dict[str, dict[str, list[str]]] = tomllib.load(file)
        codes = {code for by_language in labels.values() for code in by_language}
        self._languages = {
            code: _Language(
                tuple(
                    (label, _pattern(tuple(by_language[code]), code))
                    for label, by_language in labels.items()
                    if code in by_language
                ),
                _negations().get(code, _Negation()),
            )
            for code in codes
        }

    def find(self, field: str, text: str, language: str) -> tuple[Hit, ...]:
        """Find every phrase of the language, of English and of all languages, in order of place."""
        whole = text[:LONGEST_TEXT]
        hits = [
            Hit(
                label,
                field,
                found.start(),
                found.end(),
                _denied(folded, found.start(), found.end(), known.negation),
            )
            for code in dict.fromkeys((language, "en", SHARED))
            if (known := self._languages.get(code)) is not None
            for folded in (_fold(whole, code),)
            for label, pattern in known.phrases
            for found in pattern.finditer(folded)
        ]
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.label)))


def _fold(text: str, code: str) -> str:
    lowered = text.lower() if code in _ACCENTED else plain(text)
    return lowered if len(lowered) == len(text) else plain(text)


def _denied(text: str, start: int, end: int, negation: _Negation) -> bool:
    if _asks(text, end):  # "is this oil not poisonous?" denies nothing
        return False
    before = _CLAUSE_END.split(text[max(0, start - 48) : start])[-1]
    if negation.conditions and negation.conditions.search(before):
        return False
    if negation.breaks:
        before = negation.breaks.split(before)[-1]
    after = _CLAUSE_END.split(text[end : end + 24])[0]
    within = text[start:end]
    return bool(
        (negation.before and (negation.before.search(before)))
        or (negation.after and (negation.after.search(after) or negation.after.search(within)))
    )


def _asks(text: str, end: int) -> bool:
    """Tell whether the sentence a phrase stands in ends with a question mark."""
    stop = _SENTENCE_END.search(text, end, end + 160)
    return stop is not None and stop[0] in "?？؟"


def _pattern(phrases: tuple[str, ...], code: str) -> re.Pattern[str]:
    return re.compile("|".join(_source(phrase, code) for phrase in phrases))


def _source(phrase: str, code: str) -> str:
    """Translate one phrase: `*` ends a stem, `…` is a short gap, a|b are alternatives of a word."""
    unspaced = code in _UNSPACED
    parts: list[str] = []
    for word in _fold(phrase, code).split():
        if word == "…":
            parts.append(_LETTER_GAP if unspaced else _WORD_GAP)
            continue
        choices = (re.escape(choice).replace(r"\*", r"\w{0,20}") for choice in word.split("|"))
        parts.append(f"(?:{'|'.join(choices)})" + ("" if unspaced else r"[^\S\n]{1,3}"))
    body = "".join(parts).removesuffix(r"[^\S\n]{1,3}")
    if unspaced:
        return body
    return rf"\b{body}" if code in _SUFFIXED else rf"\b{body}(?!\w)"


@cache
def _negations() -> dict[str, _Negation]:
    with (FOLDER / "negation.toml").open("rb") as file:
        data: dict[str, dict[str, list[str]]] = tomllib.load(file)
    return {code: _negation(code, words) for code, words in data.items()}


def _negation(code: str, words: dict[str, list[str]]) -> _Negation:
    before, after = words.get("before"), words.get("after")
    # At most four words may stand between a denial and what it denies.
    rest = r".{0,6}$" if code in _UNSPACED else r"(?:\s+\S+){0,4}\s*$"
    denial = f"(?:{_pattern(tuple(before), code).pattern}){rest}" if before else None
    return _Negation(
        re.compile(denial) if denial else None,
        _pattern(tuple(after), code) if after else None,
        _pattern(tuple(words["breaks"]), code) if "breaks" in words else None,
        _pattern(tuple(words["conditions"]), code) if "conditions" in words else None,
    )
