"""Whether a mail merely thanks or confirms and asks nothing.

The trap: such a mail is neither answered nor reopens its case, so one overlooked complaint weighs
more than many drafts too many: unknown words make it an ordinary mail.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from triage.understanding.meaning import Words

_LONGEST = 300  # characters: who writes more has something to say
_MOST_WORDS = 40
_UNKNOWN_SHARE = 0.15
_UNSPACED = frozenset({"zh-Hans", "zh-Hant", "ja", "th"})
_ASKS = re.compile("[?？؟;\u037e]")
_REPLY = re.compile(r"\s{0,5}[^\s:：]{1,6}\s?[:：]")  # its subject is ours, not the customer's
_WORD = re.compile(r"[^\s.,!?;:()\[\]\"“”„«»…–—।،/*_~+-]+")
_LETTER = re.compile(r"[^\W\d_]")
_MONEY_OR_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    thanks: tuple[str, ...]
    kind: tuple[str, ...]
    none: tuple[str, ...]


def only_thanks(words: Words, language: str) -> bool:
    """Tell whether the mail thanks or confirms and asks nothing; False if in any doubt."""
    vocabulary = _vocabularies().get(language)
    own = words.text.strip()
    if own and words.subject and not _REPLY.match(words.subject):
        own = f"{words.subject}\n{own}"
    text = own.lower()
    if vocabulary is None or not text or len(text) > _LONGEST or words.attachment_types:
        return False
    if _asks(text, language) or _MONEY_OR_NUMBER.search(text):
        return False
    if language in _UNSPACED:
        return _thanks_unspaced(text, vocabulary)
    return _thanks_spaced(_without_name(own).lower(), vocabulary)


def _asks(text: str, language: str) -> bool:
    # The Greek question mark is written as a semicolon.
    return bool(_ASKS.search(text if language == "el" else text.replace(";", " ")))


def _thanks_spaced(text: str, vocabulary: _Vocabulary) -> bool:
    found = [word.replace("’", "'") for word in _WORD.findall(text) if _LETTER.search(word)]
    if not 0 < len(found) <= _MOST_WORDS or any(_in(word, vocabulary.none) for word in found):
        return False
    unknown = sum(not _in(word, (*vocabulary.thanks, *vocabulary.kind)) for word in found)
    return any(_in(word, vocabulary.thanks) for word in found) and (
        unknown <= _UNKNOWN_SHARE * len(found)
    )


def _thanks_unspaced(text: str, vocabulary: _Vocabulary) -> bool:
    known = _alternatives((*vocabulary.thanks, *vocabulary.kind))
    if not _alternatives(vocabulary.thanks).search(text):
        return False
    # 没问题 is no complaint though 没 is, so the longer kind words go first.
    rest = re.sub(r"[\W_]", "", known.sub("\n", text))
    unknown = len(rest)
    spared = _alternatives(entry for entry in vocabulary.kind if len(entry) > 2).sub(" ", text)
    return not _alternatives(vocabulary.none).search(spared) and (
        unknown <= _UNKNOWN_SHARE * len(text)
    )


def _without_name(text: str) -> str:
    """Drop a last line that can only be a name: one or two capitalised words."""
    head, _, last = text.rpartition("\n")
    alone = re.fullmatch(r"[^\W\d_][\w.'’-]{1,20}(?: [^\W\d_][\w.'’-]{1,20})?", last.strip())
    return head if head and alone and last.strip().istitle() else text


def _in(word: str, entries: Iterable[str]) -> bool:
    return any(
        word.startswith(entry[:-1]) if entry.endswith("*") else word == entry for entry in entries
    )


@cache
def _alternatives_of(entries: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(entries, key=len, reverse=True))))


def _alternatives(entries: Iterable[str]) -> re.Pattern[str]:
    return _alternatives_of(tuple(entries))


@cache
def _vocabularies() -> dict[str, _Vocabulary]:
    text = files("triage.understanding").joinpath("thanks.toml").read_text("utf-8")
    return {
        code: _Vocabulary(
            tuple(entry["thanks"].split()),
            tuple(entry["kind"].split()),
            tuple(entry["none"].split()),
        )
        for code, entry in tomllib.loads(text).items()
    }
