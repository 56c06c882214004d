"""Whether a mail merely thanks or confirms and asks nothing.

The trap: such a mail is neither answered nor reopens its case, so one overlooked complaint weighs
more than many drafts too many: every clause must thank, tell that all is well, or say nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

from triage.understanding.languages import languages
from triage.understanding.meaning import Words

_LONGEST = 400  # characters: who writes more has something to say
_MOST_WORDS = 60
_UNKNOWN_SHARE = 1 / 6  # of a clause that thanks; one such word in a mail
_LONGEST_PHRASE = 6  # words
_UNSPACED = frozenset({"zh-Hans", "zh-Hant", "ja", "th"})
_PARTICLES = frozenset({"de", "van", "von", "der", "den", "del", "di", "da", "dos", "la", "le"})
_CASELESS = frozenset({"ar", "fa", "he", "hi"})
_ACCENTED = frozenset({"vi"})  # accents tell its words apart, so they count where they are typed

_GLAD = frozenset(
    "👍🙏😊🙂😀😃😄😁🥰😍😘😇🤗🤩🥳❤💕💖💗💜💙💚💛🧡💝🎉👌💯✅✔⭐🌟✨☺♥👏💪🌸🌹💐🌷🌞🤝🙌"
)
_UNSEEN = re.compile("[\ufe0e\ufe0f\u200d\u200b\u200e\u200f\u00ad\U0001f3fb-\U0001f3ff]")
_SMILE = re.compile(r"[:;]-?[)D]|<3|\^\^|\+1(?!\d)")
_WHOLE = re.compile(
    r"\b100 ?%|\b(?:10 ?/ ?10|5 ?/ ?5)\b|\b1000\b(?=\s[^\W\d])"
)  # is no number to check
_ASKS = re.compile("[?？؟;\u037e]|:-?[(/|]")
_REPLY = re.compile(  # its subject is ours, not the customer's
    r"\s{0,5}(?:re|aw|sv|vs|antw?|antwort|odp|ynt|ri|rif|rép|res|bls|atb|ats|hl|vá|на|отв|отг"
    r"|απ|σχετ|رد|پاسخ|השב|תשובה|回复|回覆|答复|答覆|返信|회신|답장|trả lời|balas|ตอบกลับ)"
    r"\s?(?:\[\d{1,3}\])?\s?[:：]",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.,!…:()\[\]\"“”„«»‚‘、。，！：（）｡।،؛~～\n¡¿]| [–—-]+ |—|--+|$")
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|[\u0300-\u036f\u0900-\u097f\u200c'’-])*")
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_FOLDED = str.maketrans("ßøæđðłıأإآىةیک", "soadd" + "liااايهيك")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ß": "ss", "æ": "ae"}
)
_CYRILLIC, _LATIN = "абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš"
_SERBIAN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper()) | {
    ord(two): one for two, one in zip("љњџЉЊЏ", ("lj", "nj", "dž", "Lj", "Nj", "Dž"), strict=True)
}


class _Says(IntEnum):
    """What a word says; of two readings the greater wins, so that doubt never counts as thanks."""

    UNKNOWN = 0
    NOTHING = 1  # greetings, praise, little words
    THING = 2  # what is thanked for; alone it would be a demand
    SETTLED = 3
    THANKS = 4
    OPEN = 5


_KEYS = {
    "kind": _Says.NOTHING,
    "things": _Says.THING,
    "settled": _Says.SETTLED,
    "thanks": _Says.THANKS,
    "open": _Says.OPEN,
}


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    exact: Mapping[str, _Says]
    folded: Mapping[str, _Says]
    stems: Mapping[str, _Says]
    asks: tuple[tuple[str, ...], ...]  # how a question begins
    cut: re.Pattern[str]  # entries of a script without spaces, the longest first
    accented: bool

    def says(self, phrase: str) -> _Says:
        """Look a word or phrase up as typed, then without its accents, then by its stem."""
        known = self.exact.get(phrase)
        bare = _bare(phrase)
        if known is None and not (self.accented and bare != phrase):
            known = self.folded.get(bare)
        if known is None and " " not in phrase:
            ends = range(len(bare), 2, -1)
            known = next((self.stems[bare[:end]] for end in ends if bare[:end] in self.stems), None)
        return _Says.UNKNOWN if known is None else known


def only_thanks(words: Words, language: str) -> bool:
    """Tell whether the mail thanks or confirms and asks nothing; False if in any doubt."""
    own = words.text.strip()
    if own and words.subject and not _REPLY.match(words.subject):
        own = f"{words.subject}\n{own}"
    if not own or len(own) > _LONGEST or words.attachment_types:
        return False
    text = _WHOLE.sub(" ", _SMILE.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", own))))
    glad = any(sign in _GLAD for sign in text)
    text = "".join("\n" if sign in _GLAD else sign for sign in text)
    if any(sign.isdigit() or unicodedata.category(sign) == "So" for sign in text):
        return False
    names = frozenset(_bare(word.lower()) for word in _WORD.findall(words.sender_name))
    # Of so few words a near relative is easily mistaken; each must account for the whole mail.
    return any(_merely_thanks(text, code, names, glad=glad) for code in _readings(language))


def _readings(language: str) -> tuple[str, ...]:
    known = languages()
    if language not in known:
        return tuple(_vocabularies())
    near = (*known[language].relatives, "en")
    return (language, *(code for code in near if code in _vocabularies() and code != language))


def _merely_thanks(text: str, language: str, names: frozenset[str], *, glad: bool) -> bool:
    # The Greek question mark is written as a semicolon.
    if _ASKS.search(text if language == "el" else text.replace(";", ",")):
        return False
    vocabulary = _vocabularies()[language]
    if language == "sr":
        text = text.translate(_SERBIAN)
    clauses = [
        read for clause in _clauses(text, language) if (read := _read(clause, language, names))
    ]
    if language in _CASELESS and _ends_in_name(clauses):
        clauses.pop()
    said = [one for clause in clauses for one in clause]
    if len(said) > _MOST_WORDS or _Says.OPEN in said or _questions(text, vocabulary):
        return False
    unknown = sum(one is _Says.UNKNOWN for one in said)
    return (
        unknown <= 1
        and all(map(_harmless, clauses))
        and (glad or _Says.THANKS in said or _Says.SETTLED in said)
    )


def _ends_in_name(clauses: list[list[_Says]]) -> bool:
    """Tell whether an unknown word stands alone after a farewell: without capitals, a name."""
    return (
        len(clauses) > 2 and clauses[-1] == [_Says.UNKNOWN] and set(clauses[-2]) == {_Says.NOTHING}
    )


def _harmless(clause: list[_Says]) -> bool:
    """Tell whether a clause can be passed over: it thanks, says all is well, or nothing."""
    unknown = clause.count(_Says.UNKNOWN)
    thanks, thing = _Says.THANKS in clause, _Says.THING in clause
    if unknown:
        # "Thanks for the lovely empty parcel": beside a thing every word may matter.
        plain = thanks and not thing and _Says.SETTLED not in clause
        return plain and unknown <= _UNKNOWN_SHARE * len(clause)
    return thanks or not thing or _Says.SETTLED in clause


def _clauses(text: str, language: str) -> Iterator[str]:
    parts = [part.strip() for part in _CLAUSE.split(text)]
    parts = [part for part in parts if part]
    last = len(parts) - 1
    for place, part in enumerate(parts):
        if not (last > 0 and place == last and _is_name(part, text, language)):
            yield part


def _is_name(last: str, text: str, language: str) -> bool:
    """Tell whether the last clause can only be a name: capitalised, unknown words."""
    ended = text.rstrip()
    if not ended.endswith((last, last + ".")) or len(last) > 40:
        return False
    # "Thanks. Pity." is two sentences, "Thanks, Petra" one.
    if not ended.removesuffix(".").removesuffix(last).rstrip(" \t").endswith(("\n", ",")):
        return False
    says = _vocabularies()[language].says
    if language in {"zh-Hans", "zh-Hant", "ja"}:
        alone = "\n" in text and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", last)
        return bool(alone) and not _vocabularies()[language].cut.search(last)
    if language == "ko":
        return bool(re.fullmatch(r"[가-힣]{2,5} ?(?:드림|올림)", last))
    found = last.split()
    return (
        len(found) <= 4
        and found[0] not in _PARTICLES
        and all(
            word in _PARTICLES
            or (word[0].isupper() and _WORD.fullmatch(word.rstrip(".")) and not says(_key(word)))
            for word in found
        )
    )


def _key(word: str) -> str:
    return word.lower().rstrip(".")


def _read(clause: str, language: str, names: frozenset[str]) -> list[_Says]:
    vocabulary = _vocabularies()[language]
    if language in _UNSPACED:
        return _read_unspaced(clause.lower(), vocabulary)
    found = _words(clause)
    said: list[_Says] = []
    place = 0
    while place < len(found):
        for size in range(min(_LONGEST_PHRASE, len(found) - place), 0, -1):
            meant = vocabulary.says(" ".join(found[place : place + size]))
            if meant:
                break
        if not meant:
            plain = vocabulary.says(_DRAWN_OUT.sub(r"\1", found[place]))
            meant = plain or (_Says.NOTHING if _bare(found[place]) in names else _Says.UNKNOWN)
        said.append(meant)
        place += size
    return _greeted(said, clause)


def _greeted(said: list[_Says], clause: str) -> list[_Says]:
    """Take up to two unknown words with capitals that end a greeting or thanks for a name."""
    typed = _WORD.findall(clause)
    tail = 0
    while tail < min(2, len(said) - 1) and not said[-1 - tail] and typed[-1 - tail][0].isupper():
        tail += 1
    known = said[: len(said) - tail]
    if not tail or not set(known) <= {_Says.NOTHING, _Says.THANKS}:
        return said
    return known


def _read_unspaced(clause: str, vocabulary: _Vocabulary) -> list[_Says]:
    said: list[_Says] = []
    end = 0
    for found in vocabulary.cut.finditer(clause):
        said += [_Says.UNKNOWN for sign in clause[end : found.start()] if sign.isalpha()]
        said.append(vocabulary.exact[found.group()])
        end = found.end()
    return said + [_Says.UNKNOWN for sign in clause[end:] if sign.isalpha()]


def _questions(text: str, vocabulary: _Vocabulary) -> bool:
    """Tell whether a clause begins like a question, its mark forgotten."""
    return bool(vocabulary.asks) and any(
        tuple(begun[: len(ask)]) == ask
        for clause in _CLAUSE.split(text)
        for begun in (_words(clause)[:3],)
        for ask in vocabulary.asks
    )


def _words(clause: str) -> list[str]:
    return [found.replace("’", "'").rstrip("'-") for found in _WORD.findall(clause.lower())]


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.translate(_FOLDED))
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).translate(_FOLDED)


@cache
def _vocabularies() -> dict[str, _Vocabulary]:
    text = files("triage.understanding").joinpath("thanks.toml").read_text("utf-8")
    return {code: _vocabulary(code, entry) for code, entry in tomllib.loads(text).items()}


def _vocabulary(code: str, entry: Mapping[str, str]) -> _Vocabulary:
    told = sorted(
        (
            (word.replace("_", " "), says)
            for key, says in _KEYS.items()
            for word in _entries(entry, key)
        ),
        key=lambda pair: pair[1],
    )
    whole = [(word, says) for word, says in told if not word.endswith("*")]
    exact = dict(whole)
    folded = {spelling: says for word, says in whole for spelling in (_bare(word), _umlauts(word))}
    stems = {_bare(word[:-1]): says for word, says in told if word.endswith("*")}
    asks = tuple(tuple(ask.split("_")) for ask in _entries(entry, "asks"))
    return _Vocabulary(exact, folded, stems, asks, _longest_first(exact), code in _ACCENTED)


def _entries(entry: Mapping[str, str], key: str) -> list[str]:
    return entry.get(key, "").split()


def _umlauts(word: str) -> str:
    return _bare(word.translate(_UMLAUTS))


def _longest_first(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(entries, key=len, reverse=True))))
