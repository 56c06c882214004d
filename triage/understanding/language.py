"""Which language the customer writes: script, two readings of the letters, relatives, the prior.

The trap: what is quoted (our English mail, "Out for delivery" of a tracking page) is not the
customer's language, and a mail of two words says less than what we know about the customer.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from triage.understanding import scripts
from triage.understanding.detectors import LangDetect, LangId
from triage.understanding.languages import UNKNOWN, known, languages, of_country
from triage.understanding.locales import locale_of
from triage.understanding.meaning import LanguageGuess, Reason, Words
from triage.understanding.ngrams import Ngrams, words

ENOUGH_WORDS = 3  # below, the words alone decide nothing (unless the script does)
ENOUGH_SURE = 0.5
_SURE_OF_TWO = 0.99  # two words decide where they are this plain
_HINT = 0.5  # share of the prior the hinted language gets, as measured best
_DEFAULT_HINT = (
    0.15  # the store's default is a guess about everybody, not a hint about this customer
)
_GENERAL = 0.4  # weight of the general detector's log-probability beside our own table's
_MARKER = 1.6  # what one word that the relatives lack is worth, in log-probability
_MARKERS_COUNTED = 4
_OVERRULING = 4  # words of a language that are enough against that belief
_FOREIGN = 0.95  # of the general detector's belief in languages we do not read
_FLOOR = 1e-6  # no detector may rule a language out alone
_READ_AT_MOST = 2000

_SKIP = re.compile(
    r"(?:https?://|www\.)\S{1,500}"
    r"|[\w.+-]{1,64}@[\w.-]{1,255}"
    # Numbers, order and tracking numbers, but not the 3 of an Arabic "3andy" in Latin letters.
    r"|\b[A-Z0-9#_/.-]{0,40}\d[A-Z0-9#_/.-]{0,40}(?![a-z])"
    r"|[Ss]ent from my \w{1,20}"
)
_QUOTED = re.compile(r"""["„“”«»][^"„“”«»\n]{1,120}["“”»«]""")
_REPLY = re.compile(
    r"\s{0,5}(?:\w{2,6}|回复|答复|回覆|返信)\s{0,2}(?:\[\d\])?\s{0,2}[:：]", re.IGNORECASE
)


class Detector(Protocol):
    """Anything that gives each language a probability."""

    def read(self, text: str) -> Mapping[str, float]:
        """Give each language's probability; empty if the text says nothing."""
        ...


@dataclass(frozen=True, slots=True)
class LanguageOptions:
    """What the store sets: its languages (none: all), its own one, and the detector."""

    languages: tuple[str, ...] = ()
    default: str = ""
    detector: str = "py3langid"  # or "langdetect"


@dataclass(frozen=True, slots=True)
class LanguagePrior:
    """What is known before reading, strongest first; the first that names one of ours counts."""

    confirmed: str = ""  # the customer's language as an agent or an earlier mail confirmed it
    marketplace: str = ""  # domain ("amazon.de") or country code
    content_language: str = ""  # the header's value
    country: str = ""  # of the address' top-level domain or the phone number, ISO 3166


class LanguageReader:
    """Reads languages. Building loads the detectors (0.4 s, 100 MB): build one and keep it."""

    def __init__(
        self, options: LanguageOptions = LanguageOptions(), ngrams: Ngrams | None = None
    ) -> None:
        """Load the detectors for the languages of the options."""
        self._allowed = frozenset(options.languages or languages())
        self._default = options.default
        self._ngrams = ngrams or _table()
        # langdetect as a second opinion was tried and dropped: asked where we are unsure, it turned
        # more right answers wrong than wrong ones right (it knows neither Serbian nor Malay).
        self._general = _detector(options.detector)

    def read(self, of: Words, prior: LanguagePrior) -> tuple[LanguageGuess, tuple[Reason, ...]]:
        """Tell the language, "und" if neither words nor prior decide, and why."""
        text = _own_text(of)
        hinted, source = self._hint(of, prior)
        script = scripts.main(text)
        possible = self._possible(text, script)
        told = self._weigh(text, possible)
        if told is None or not (told or hinted):
            return LanguageGuess(UNKNOWN, 0.0, ""), ()
        believed = _with_prior(told, hinted, self._default)
        ranked = sorted(believed.items(), key=lambda pair: -pair[1])
        code, confidence = ranked[0]
        runner_up = ranked[1][0] if len(ranked) > 1 else ""
        certain = len(possible) == 1 and script != "Latn"
        # In scripts without spaces any two characters are a word.
        count = len(text) // 2 if script in {"Hani", "Jpan", "Thai"} else len(words(text))
        plain = count == 2 and confidence > _SURE_OF_TWO
        few = count < ENOUGH_WORDS and not certain and not plain
        if confidence < ENOUGH_SURE or (few and code not in hinted):
            return LanguageGuess(UNKNOWN, confidence, code), ()
        reasons = [
            Reason(f"language:{code}", _evidence(code, text, script), "text", 0, len(of.text))
        ]
        if code in hinted:
            reasons.append(Reason(f"language:{code}", source, "header", 0, 0))
        locale = locale_of(code, text, _country(of, prior))
        return LanguageGuess(code, round(confidence, 4), runner_up, locale), tuple(reasons)

    def _hint(self, of: Words, prior: LanguagePrior) -> tuple[tuple[str, ...], str]:
        header = prior.content_language or of.content_language
        for source, codes in (
            (f"confirmed: {prior.confirmed}", (known(prior.confirmed),)),
            (f"marketplace: {prior.marketplace}", of_country(_domain_country(prior.marketplace))),
            (f"Content-Language: {header}", _header_languages(header)),
            (f"country: {prior.country}", of_country(_domain_country(prior.country))),
        ):
            usable = tuple(code for code in codes if code in self._allowed)
            if usable:
                return usable, source
        return (), ""

    def _possible(self, text: str, script: str) -> frozenset[str]:
        found = scripts.candidates(script)
        if script == "Hani":
            found = frozenset({"ja"}) if scripts.shinjitai(text) else found - {"ja"}
        return found & self._allowed

    def _weigh(self, text: str, possible: frozenset[str]) -> dict[str, float] | None:
        """Give probabilities by table, detector and markers; None for a language we do not read."""
        if not possible:
            return None if any(one.isalpha() for one in text) else {}
        if possible <= {"zh-Hans", "zh-Hant"}:
            form, sure = scripts.chinese(text)
            other = "zh-Hans" if form == "zh-Hant" else "zh-Hant"
            return _share({form: sure, other: 1.0 - sure}, possible)
        own, general = self._ngrams.read(text), self._general.read(text)
        numbered = scripts.arabizi(text) if "ar" in possible else 0
        if general.get(UNKNOWN, 0.0) > _FOREIGN and len(words(text)) > ENOUGH_WORDS:
            # No detector knows Hindi in Latin letters: small words of ours overrule it.
            best = max(possible, key=lambda code: own.get(code, 0.0))
            known_words = sum(_marks(_bare(word), best) for word in set(words(text)))
            if max(known_words, numbered) < _OVERRULING:
                return None
        scores = {
            code: _log(own, code) + _GENERAL * _log(general, code) for code in sorted(possible)
        }
        if numbered:
            scores["ar"] += 2 * _MARKER * min(numbered, _MARKERS_COUNTED)
        return _softmax(_rerank(scores, text))


@cache
def _table() -> Ngrams:
    """Load our table once a process: readers of several stores share it."""
    return Ngrams()


@cache
def _detector(name: str) -> Detector:
    return LangDetect() if name == "langdetect" else LangId()


def _share(shares: Mapping[str, float], possible: frozenset[str]) -> dict[str, float]:
    inside = {code: share for code, share in shares.items() if code in possible}
    total = sum(inside.values())
    return {code: share / total for code, share in inside.items()}


def _log(shares: Mapping[str, float], code: str) -> float:
    return math.log(shares.get(code, 0.0) + _FLOOR)


def _softmax(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    weights = {code: math.exp(score - top) for code, score in scores.items()}
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()}


def _rerank(scores: dict[str, float], text: str) -> dict[str, float]:
    """Let words and letters that only one of the near relatives has move it up among them."""
    best = max(scores, key=lambda code: scores[code])
    family = {best, *(code for code in languages()[best].relatives if code in scores)}
    if len(family) == 1:
        return scores
    present = set(words(text))
    folded = {_bare(word) for word in present}
    moved = dict(scores)
    for code in family:
        hits = sum(1 for word in folded if _only(word, code, family))
        letters = languages()[code].letters
        hits += sum(1 for word in present if any(letter in letters for letter in word))
        moved[code] += _MARKER * min(hits, _MARKERS_COUNTED)
    return moved


def _only(word: str, code: str, family: set[str]) -> bool:
    return _marks(word, code) and not any(_marks(word, other) for other in family - {code})


@cache
def _markers(code: str) -> tuple[frozenset[str], tuple[str, ...]]:
    bare = [_bare(word.lower()) for word in languages()[code].markers]
    stems = tuple(word[:-1] for word in bare if word.endswith("*"))
    return frozenset(word for word in bare if not word.endswith("*")), stems


def _marks(word: str, code: str) -> bool:
    whole, stems = _markers(code)
    return word in whole or word.startswith(stems)


def _bare(word: str) -> str:
    if word.isascii():
        return word
    split = unicodedata.normalize("NFKD", word)
    plain = "".join(one for one in split if not unicodedata.combining(one))
    return plain.translate(str.maketrans("đłøıæ", "dloia"))


def _with_prior(
    told: Mapping[str, float], hinted: tuple[str, ...], default: str
) -> dict[str, float]:
    if not told:
        return dict.fromkeys(hinted, 1.0 / len(hinted))
    hint, share = (hinted, _HINT) if hinted else ((default,), _DEFAULT_HINT)
    inside = [code for code in hint if code in told]
    if not inside:
        return dict(told)
    spread = (1.0 - share) / max(1, len(told) - len(inside))
    weighed = {
        code: probability * (share / len(inside) if code in inside else spread)
        for code, probability in told.items()
    }
    return _share(weighed, frozenset(weighed))


def _own_text(of: Words) -> str:
    """Join what the customer wrote; the subject only where the text is short, never a reply's."""
    text = _clean(of.text)
    if len(words(text)) >= 8 or len(text) > 200 or _REPLY.match(of.subject):
        return text
    return f"{_clean(of.subject)}\n{text}"


def _clean(raw: str) -> str:
    text = _SKIP.sub(" ", unicodedata.normalize("NFC", raw[:_READ_AT_MOST]))
    unquoted = _QUOTED.sub(" ", text)
    return unquoted if len(words(unquoted)) > ENOUGH_WORDS else text


def _header_languages(header: str) -> tuple[str, ...]:
    # Mail programs announce en-US wherever they are installed, so that says nothing.
    tags: Iterable[str] = (part.split(";")[0].strip() for part in header.split(",")[:3])
    return tuple(known(tag) for tag in tags if tag and tag.lower() not in {"en", "en-us"})[:1]


def _domain_country(place: str) -> str:
    end = place.strip().rstrip(".").rsplit(".", 1)[-1]
    return end if len(end) == 2 else ""


def _country(of: Words, prior: LanguagePrior) -> str:
    header = (prior.content_language or of.content_language).split(",")[0].replace("_", "-")
    region = header.rsplit("-", 1)[-1] if "-" in header else ""
    places = (_domain_country(prior.country), _domain_country(prior.marketplace), region)
    return next((place.upper() for place in places if len(place) == 2), "")


def _evidence(code: str, text: str, script: str) -> str:
    found = [word for word in dict.fromkeys(words(text)) if _marks(_bare(word), code)]
    return f"script {script}" + (f"; words {', '.join(found[:5])}" if found else "")
