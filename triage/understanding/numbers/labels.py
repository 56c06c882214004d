"""Finds the words that say what a number is: order labels, order words, look-alikes, carriers.

All labels of a language (English and its near relatives besides) are one trie-shaped regex over a
folded copy, so the longest wins at each place and time does not grow with the number of labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product

from triage.understanding.languages import languages
from triage.understanding.numbers.facts import LanguageLabels, load_facts
from triage.understanding.numbers.plain import fold, fold_word
from triage.understanding.numbers.spelling import (
    LETTER,
    class_of,
    compounds,
    fillers,
    is_short_name,
    search,
    slips,
    stem_of,
)
from triage.understanding.numbers.spoken import known_language


class Says(StrEnum):
    """What a label says about the number beside it."""

    ORDER = "order"  # a full label: "order number"
    STEM = "stem"  # the bare word: "order"
    WEAK = "weak"  # a verb or vague noun: "bought"
    NUMBER = "number"  # "no.", undecided alone
    OTHER = "other"  # something that is no order: invoice, phone …
    TRACKING = "tracking"
    CARRIER = "carrier"
    SHORT = "short"  # an abbreviation or a marketplace: an order word only where it touches


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at text[start:end] of the normalised text; `detail` is its kind or carrier."""

    says: Says
    text: str
    detail: str
    start: int
    end: int
    full: bool  # names a number itself ("order number"), so words may stand between
    matter: bool = False  # "parcel", "return": rather what the mail is about than a number's name


def _told(meaning: tuple[Says, str, str]) -> tuple[Says, str, str]:
    says, detail, listed = meaning
    return says, listed, detail


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of one language, ready to search."""

    regex: re.Pattern[str]
    meanings: Mapping[str, tuple[Says, str, str]]  # folded without spaces: says, detail, as listed
    number_words: tuple[str, ...]  # folded without spaces
    filler: re.Pattern[str]
    matters: frozenset[str]  # folded without spaces
    relations: frozenset[str]  # folded
    endings: frozenset[str] = frozenset()  # folded, of names

    def find(self, text: str) -> tuple[Label, ...]:
        """Return the labels in a normalised text, in order."""
        folded, places = fold(text)
        found = []
        for match in self.regex.finditer(folded):
            group = match.lastgroup or ""
            key = match.group(group).replace(" ", "")
            says, detail, listed = self.meanings[key]
            start, end = places[match.start(group)], places[match.end()]
            initials, ending = text[start : start + len(key)], text[start + len(key) : end]
            if group == "capitals" and not (initials.isupper() and ending.islower()):
                continue  # "DPDem", but no word that begins so
            if group == "short" and not self._is_name(text[start:end], ending):
                continue
            if group == "long" and says is Says.ORDER and (cut := self._going_on(match[0])):
                # "rendelés számláján" is the order's invoice, no "rendelésszám".
                middle = places[match.start(group) + cut]
                first = self.meanings.get(match[0][:cut].strip())
                if first:
                    found.append(Label(*_told(first), start, middle, full=False))
                says, detail, listed = self._noun(match[0][cut:])
                start, key = middle, fold_word(listed).replace(" ", "")
            if says is Says.CARRIER:
                end = self._ended(text, end)
            full = says is Says.ORDER or self._is_full(says, key, listed)
            found.append(Label(says, listed, detail, start, end, full, key in self.matters))
        return tuple(found)

    def _is_name(self, written: str, ending: str) -> bool:
        """Tell "Еконтом" or "Postilta" from other words that begin so."""
        return written[:1].isupper() and ending.islower() and fold_word(ending) in self.endings

    def _ended(self, text: str, end: int) -> int:
        """Return where a name ends whose ending stands behind a sign: "GLS-em", "DHL'nin"."""
        ending = _HUNG.match(text, end) if self.endings else None
        if ending is None or fold_word(ending[1]).replace(" ", "") in self.meanings:
            return end
        return ending.end()

    def _going_on(self, matched: str) -> int:
        """Return where a second word begins that is another thing's noun, 0 if it is none."""
        cut = matched.rfind(" ") + 1
        return cut if cut and self._noun(matched[cut:])[0] is Says.OTHER else 0

    def _noun(self, word: str) -> tuple[Says, str, str]:
        """Return the meaning of the longest noun a word begins with."""
        sizes = range(len(word), _LONG_ENOUGH, -1)
        none = (Says.NUMBER, "", "")
        return next((self.meanings[word[:n]] for n in sizes if word[:n] in self.meanings), none)

    def _is_full(self, says: Says, key: str, listed: str) -> bool:
        if says not in {Says.TRACKING, Says.OTHER}:
            return False
        # A word of an alphabet begins or ends the noun: "Rechnungsnummer", but not "szKODy".
        words = fold_word(listed).split()
        return any(
            number != key
            and (
                any(_heads(word, number) for word in words)
                if _SLIPPING.fullmatch(number)
                else number in key
            )
            for number in self.number_words
        )

    def is_direct(self, gap: str) -> bool:
        """Tell whether only signs, number words and copulas stand between label and number."""
        return bool(self.filler.fullmatch(fold(gap)[0]))

    def relates(self, gap: str) -> bool:
        """Tell whether the words between speak of another thing ("invoice for 10423")."""
        words = _WORDS.findall(fold(gap)[0])
        return any(word in self.relations for word in words)


def _heads(word: str, number: str) -> bool:
    """Tell whether a word for "number" ends a noun, or begins it if it is long enough."""
    return word.endswith(number) or (len(number) > _SHORTEST_HEAD and word.startswith(number))


_SHORTEST_HEAD = 2  # letters; "mã" begins other nouns
_INITIALS = re.compile(f"[{LETTER}]{{3,5}}")
_WORDS = re.compile(r"[^\W\d_]{1,20}")
_HUNG = re.compile(r"[-'’:]([^\W\d_A-ZА-ЯΑ-Ω]{1,6})(?![^\W\d_])")
_LONG_ENOUGH = 5  # a shorter word of a relative may be a preposition of the language itself
_SHORTEST_SLIPPED = 9  # letters; a short label with a slip is another word
_SLIPPING = re.compile(f"[{LETTER} ]+")  # where words are spelt letter by letter
_AGGLUTINATING = frozenset({"fi", "hu", "tr", "et"})
_INFLECTING = frozenset(  # where names are inflected, too
    {"bg", "cs", "el", "et", "fi", "hr", "hu", "lt", "lv", "mk"}
    | {"pl", "ro", "ru", "sk", "sl", "sr", "uk"}
)


@lru_cache(maxsize=64)
def label_set(language: str) -> LabelSet:
    """Build the labels of a language and English, or of all languages if it is unknown."""
    facts = load_facts()
    code = known_language(language)
    codes = (code, "en") if code else tuple(facts.labels)
    meanings: dict[str, tuple[Says, str, str]] = {}
    spellings: dict[str, set[str]] = {"word": set(), "long": set(), "glued": set(), "free": set()}
    spellings |= {"named": set(), "short": set(), "capitals": set()}
    endings = facts.name_endings.get(code, frozenset())
    for one in dict.fromkeys(codes):
        for says, detail, label in _listed(facts.labels[one]):
            # A short word of one language is another's preposition or article ("til", "thẻ").
            short = len(label) < 4 and label[0] < "\u0e00"
            vague = says in {Says.STEM, Says.SHORT} or (says is Says.OTHER and not label.isupper())
            if not code and short and vague:
                continue
            _add(label, (says, detail, label), one in _AGGLUTINATING, meanings, spellings)
    for one in _relatives(code):
        for says, detail, label in _listed(facts.labels[one]):
            if len(label) >= _LONG_ENOUGH and says not in {Says.WEAK, Says.SHORT, Says.NUMBER}:
                _add(label, (says, detail, label), one in _AGGLUTINATING, meanings, spellings)
    if code:
        _add_variants(code, meanings, spellings)
        _add_slips(code, meanings, spellings)
    for channel in facts.channel_words:
        _add(channel, (Says.SHORT, "", channel), False, meanings, spellings)
    for carrier in facts.carriers:
        _add(carrier, (Says.CARRIER, carrier, carrier), False, meanings, spellings)
        stem = stem_of(fold_word(carrier)) if code in _INFLECTING else ""
        if stem and meanings.setdefault(stem, (Says.CARRIER, carrier, carrier))[1] == carrier:
            spellings["named"].add(stem)
        key = fold_word(carrier).replace(" ", "")
        if endings and is_short_name(key) and meanings[key][1] == carrier:
            spellings["short"].add(key)
        if code in _INFLECTING and _INITIALS.fullmatch(key) and meanings[key][1] == carrier:
            spellings["capitals"].add(key)
    spellings["compound"] = compounds(spellings["word"])
    numbers = [w for one in codes for w in facts.labels[one].number_words]
    folded = {fold_word(word).replace(" ", "") for word in numbers}
    return LabelSet(
        search(spellings),
        meanings,
        tuple(sorted(word for word in folded if len(word) > 1)),
        fillers((*facts.fillers, *numbers)),
        frozenset(
            fold_word(word).replace(" ", "") for one in codes for word in facts.labels[one].matters
        ),
        # In a mail of unknown language a short one may be another's copula ("iš", "is").
        frozenset(
            fold_word(word)
            for one in codes
            for word in facts.labels[one].relations
            if code or len(word) > 2
        ),
        endings,
    )


def _relatives(code: str) -> tuple[str, ...]:
    """Return the languages a short mail in this one is mistaken for."""
    return languages()[code].relatives if code else ()


def _listed(labels: LanguageLabels) -> Iterable[tuple[Says, str, str]]:
    """Yield the labels, the meaning that wins first."""
    yield from ((Says.ORDER, "", label) for label in labels.order)
    yield from ((Says.STEM, "", label) for label in labels.stems)
    for kind, label in labels.not_order:
        yield (Says.TRACKING if kind == "tracking" else Says.OTHER), kind, label
    yield from ((Says.WEAK, "", label) for label in labels.weak_stems)
    yield from ((Says.SHORT, "", label) for label in labels.short)
    yield from ((Says.NUMBER, "", label) for label in labels.number_words)


def _add(
    label: str,
    meaning: tuple[Says, str, str],
    long: bool,
    meanings: dict[str, tuple[Says, str, str]],
    spellings: dict[str, set[str]],
) -> None:
    folded = fold_word(label)
    key = folded.replace(" ", "")
    if not re.search(r"[^\W\d]", key):
        return  # "010-" and "#" are read by the marks and the sign itself
    if key not in meanings:
        meanings[key] = meaning
    words = folded.split(" ")
    # Spaces inside a label may be missing ("OrderNo", "Bestell Nr"), so each way is spelt out.
    joints = product(("", " "), repeat=len(words) - 1) if len(words) <= 5 else [(" ",) * 9]
    for joint in joints:
        if len(words[0]) == 1 and joint and not joint[0] and words[0].isalpha():
            continue  # "Via Nord 114" is no "N. ord. 114"
        spelling = words[0] + "".join(j + w for j, w in zip(joint, words[1:], strict=False))
        # What is cut short takes no ending: "rend. sz." does not begin "rendszer".
        spellings[class_of(spelling, long and "." not in label)].add(spelling)


def _add_slips(
    code: str, meanings: dict[str, tuple[Says, str, str]], spellings: dict[str, set[str]]
) -> None:
    """Add the language's own order labels with one slip each, where that makes no other label."""
    for label in load_facts().labels[code].order:
        folded = fold_word(label)
        if len(folded) < _SHORTEST_SLIPPED or not _SLIPPING.fullmatch(folded):
            continue
        for spelling in slips(folded):
            key = spelling.replace(" ", "")
            if key not in meanings:
                meanings[key] = (Says.ORDER, "", label)
                spellings["word"].add(spelling)


def _add_variants(
    code: str, meanings: dict[str, tuple[Says, str, str]], spellings: dict[str, set[str]]
) -> None:
    """Let a label that begins with one word for "number" begin with any: "n.º de seguimento"."""
    labels = load_facts().labels[code]
    words = sorted({fold_word(word) for word in labels.number_words} - {"", "#"}, key=len)
    written = [word for word in words if _SLIPPING.fullmatch(word)]
    for says, detail, label in _listed(labels):
        folded = fold_word(label)
        head = next((word for word in reversed(written) if folded.startswith(f"{word} ")), "")
        if not head or not _SLIPPING.fullmatch(folded):
            continue
        for word in written:
            other = word + folded[len(head) :]
            if meanings.get(other.replace(" ", ""), (says, detail))[:2] == (says, detail):
                _add(other, (says, detail, label), code in _AGGLUTINATING, meanings, spellings)
