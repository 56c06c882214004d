"""What one language's wrong tones sound like: tone.toml, its phrases turned into patterns.

The phrases are an admin's to extend, so they are no regular expressions but words with three signs;
whatever is written, the pattern made of it has only bounded repeats.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.drafts.draft import Level
from triage.drafts.phrases import read_table
from triage.errors import TemplateBroken
from triage.mail.message import ReplyChannel

# Vowel signs and accents belong to their letter, which \w alone does not know.
_LETTER = (
    r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
    r"\u0e31-\u0e4e\u200c\u200d]"
)
_MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")  # of writing direction
_SAME_LETTER = str.maketrans({"İ": "i", "ş": "ș", "Ş": "ș", "ţ": "ț", "Ţ": "ț"})
_UNSPACED = frozenset({"zh", "ja", "th"})
_LONGEST = 400  # characters of a phrase: far over any that is one


@dataclass(frozen=True, slots=True)
class Rule:
    """A tone rule as one language breaks it."""

    name: str
    number: int  # DOMAIN's
    level: Level
    why: str
    relay_only: bool


RULES = (
    Rule("blame", 3, Level.CONFIRM, "blames somebody; say what happens now instead", False),
    Rule("promise", 4, Level.CONFIRM, "promises more than the next contact", False),
    Rule(
        "patience",
        5,
        Level.CONFIRM,
        "asks for patience or gives no time; name the time instead",
        False,
    ),
    Rule("secrets", 6, Level.BLOCKS, "asks for card data, passwords or identity papers", False),
    Rule(
        "review",
        8,
        Level.CONFIRM,
        "speaks of a review or rating; marketplaces punish any influence on it",
        False,
    ),
    Rule("advertising", 11, Level.BLOCKS, "advertises; marketplaces forbid it in messages", True),
    Rule(
        "office_hours",
        11,
        Level.CONFIRM,
        "speaks of office hours; marketplaces take such messages for automated",
        True,
    ),
)
_LISTS = ("apology", "safety", "order_labels")


@dataclass(frozen=True, slots=True)
class Ear:
    """One language's phrases as expressions; texts are given through `plain`.

    They are compiled when first listened with: forty languages' together take a second.
    """

    sorry: str
    stop: str
    labels: str
    broken: Mapping[str, str]  # by the rule's name
    harmless: Mapping[str, str]

    @property
    def apology(self) -> re.Pattern[str]:
        """Return what hears an apology."""
        return _compiled(self.sorry)

    @property
    def safety(self) -> re.Pattern[str]:
        """Return what hears the request to stop using a product."""
        return _compiled(self.stop)

    @property
    def orders(self) -> re.Pattern[str]:
        """Return what hears the words before an order number."""
        return _compiled(self.labels)

    def hits(self, rule: Rule, text: str, channel: ReplyChannel) -> Iterator[str]:
        """Return the words in which a plain text breaks a rule."""
        if rule.relay_only and channel is not ReplyChannel.RELAY:
            return
        if rule.name in self.harmless:
            text = _compiled(self.harmless[rule.name]).sub("·", text)
        for hit in _compiled(self.broken[rule.name]).finditer(text):
            yield hit[0].strip()


@functools.lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def plain(text: str) -> str:
    """Return a text as phrases are compared: composed, lower case, straight apostrophes."""
    # Romanian is often typed with the cedillas of Turkish.
    folded = unicodedata.normalize("NFC", text).translate(_SAME_LETTER).lower()
    folded = _MARKS.sub("", folded)
    return re.sub(r"[ \t\u00a0\u2009\u202f]{1,200}", " ", re.sub("[’ʼ＇]", "'", folded))


def read_ear(language: str, layers: tuple[tuple[str, str], ...]) -> Ear:
    """Read (file name, TOML) pairs, each adding to the ones before; refuse an incomplete set."""
    unspaced = language.split("-")[0] in _UNSPACED
    lists: dict[str, list[str]] = {name: [] for name in _LISTS}
    find: dict[str, list[str]] = {rule.name: [] for rule in RULES}
    spare: dict[str, list[str]] = {rule.name: [] for rule in RULES}
    for file, source in layers:
        for name, value in read_table(file, source).items():
            if name in lists:
                lists[name] += _phrases(file, name, value, unspaced)
            elif name in find and isinstance(value, Mapping) and set(value) <= {"find", "except"}:
                find[name] += _phrases(file, f"{name}.find", value.get("find", []), unspaced)
                spare[name] += _phrases(file, f"{name}.except", value.get("except", []), unspaced)
            else:
                raise TemplateBroken(
                    f"{file}: {name} is no list the tone checker knows; it knows "
                    f"{', '.join((*_LISTS, *find))}, the latter with find and except"
                )
    for name, patterns in (*lists.items(), *find.items()):
        if not patterns:
            raise TemplateBroken(
                f"{layers[-1][0]}: no phrase for {name}; add some, as in templates/en/tone.toml"
            )
    one_of = functools.partial(_one_of, unspaced=unspaced)
    return Ear(
        sorry=one_of(lists["apology"]),
        stop=one_of(lists["safety"]),
        labels=rf"(?:{one_of(lists['order_labels'])})[ :：#№]{{0,3}}(?=[\w#])",
        broken={name: one_of(patterns) for name, patterns in find.items()},
        harmless={name: one_of(patterns) for name, patterns in spare.items() if patterns},
    )


def _one_of(expressions: list[str], *, unspaced: bool) -> str:
    found = "|".join(expressions)
    return found if unspaced else rf"(?<!{_LETTER})(?:{found})(?!{_LETTER})"


def _phrases(file: str, name: str, value: object, unspaced: bool) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TemplateBroken(f'{file}: {name} must be a list of phrases, such as ["as soon as"]')
    made = []
    for phrase in value:
        try:
            made.append(pattern(phrase, unspaced=unspaced))
        except ValueError as error:
            raise TemplateBroken(f"{file}: {name}: {phrase!r} {error}") from error
    return made


def pattern(phrase: str, *, unspaced: bool = False) -> str:
    """Return the regular expression of a phrase; raise ValueError saying what is wrong with it.

    `*` is any ending (or beginning), `…` up to four words (unspaced: eight characters), `(a|b)`
    one of them, and a `?` behind a bracket means that it may be missing.
    """
    text = plain(phrase).strip()
    if not text or len(text) > _LONGEST:
        raise ValueError(f"must have 1 to {_LONGEST} characters")
    inner, empty, rest = _choice(text, unspaced, 0)
    if rest:
        raise ValueError(f"has a bracket too many before {rest!r}")
    if empty:
        raise ValueError("would be heard in every text; let something in it be required")
    return inner


def _choice(text: str, unspaced: bool, depth: int) -> tuple[str, bool, str]:
    """Read alternatives up to a closing bracket.

    Return their expression, whether it holds of nothing at all, and what follows.
    """
    if depth > 4:
        raise ValueError("has brackets more than four deep")
    branches, empty = [], False
    while True:
        branch, lacks, text = _sequence(text, unspaced, depth)
        branches.append(branch)
        empty = empty or lacks
        if not text.startswith("|") or not depth:
            break
        text = text[1:]
    return "|".join(branches), empty, text


def _sequence(text: str, unspaced: bool, depth: int) -> tuple[str, bool, str]:
    """Read words up to `|` or a closing bracket, as `_choice` returns them."""
    blank = "[ ]?" if unspaced else " "
    gap = r"[^。，、；！？.!?\n]{0,8}" if unspaced else r"(?: [^\s.!?।؟]{1,30}){0,4}"
    made, begun, empty = "", False, True
    while text and not text.startswith((")", "|")):
        text = text.lstrip(" ")
        if text.startswith("…"):
            made, text = made + gap, text[1:]
            continue
        word, lacks, optional, text = _word(text, unspaced, depth)
        if optional:
            made += f"(?:{blank}{word})?" if begun else f"(?:{word}{blank})?"
        elif word:
            made, begun = made + (blank if begun else "") + word, True
            empty = empty and lacks
    return made, empty, text


def _word(text: str, unspaced: bool, depth: int) -> tuple[str, bool, bool, str]:
    """Read one word: letters, `*` and brackets without a blank between them.

    Return its expression, whether that holds of nothing, whether the word may be missing with its
    blank, and what follows.
    """
    made, pieces, optional, empty = "", 0, False, True
    while text and text[0] not in " )|…":
        pieces += 1
        if text[0] == "(":
            inner, lacks, text = _choice(text[1:], unspaced, depth + 1)
            if not text.startswith(")"):
                raise ValueError("has a bracket that is not closed")
            text = text[1:]
            may_lack = text.startswith("?")
            text = text[1:] if may_lack else text
            alone = pieces == 1 and (not text or text[0] in " )|…")
            optional = may_lack and alone
            made += f"(?:{inner})" + ("?" if may_lack and not alone else "")
            empty = empty and (lacks or may_lack)
        elif text[0] == "*":
            made, text = made + ("" if unspaced else f"{_LETTER}{{0,20}}"), text[1:]
        else:
            made, text, empty = made + re.escape(text[0]), text[1:], False
    return made, empty, optional, text
