"""What is wrong with a language's templates, found by composing every variant of the matrix.

A flaw met by a thousand variants is one flaw: it is told once, with where its words stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from triage.drafts.compose import compose
from triage.drafts.draft import Draft, Finding, Level
from triage.drafts.hearing import RULES, plain
from triage.drafts.language_set import LanguageSet, gap_text
from triage.drafts.library import Library
from triage.drafts.matrix import Variant
from triage.drafts.places import Place, of_key, of_phrase, of_template, of_words

LONG_WORDS = 75  # of one paragraph: what a phone shows without scrolling
LONG_CHARACTERS = {"zh": 190, "ja": 190, "ko": 260, "th": 340}  # where length is told in these
_RULE_OF = {rule.why: rule.name for rule in RULES}
_HOLE = re.compile(r"\{[a-z_]{1,40}\}")
_SIZE = re.compile(r"^\d{1,6}(?= (?:words|characters)$)")  # "183 words" and "171 words" are one
_APOLOGIES = ("apology.", "holding", "resolution.apology")

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something an admin should look at, and how many variants show it."""

    level: Level
    why: str
    text: str  # the words in question
    places: tuple[Place, ...]
    example: str  # the first variant that shows it
    variants: int = 1


def examine(
    library: Library, variants: Iterable[Variant], tell: Tell = lambda _done: None
) -> tuple[Flaw, ...]:
    """Compose every variant and return what is wrong, the gravest and most frequent first."""
    found: dict[tuple[str, str], Flaw] = {}
    seen: set[int] = set()
    for done, variant in enumerate(variants, 1):
        draft = compose(library, variant.facts)
        words = library.choose(variant.facts.language, variant.facts.locale).words
        if id(words) not in seen:
            seen.add(id(words))
            _gather(found, _unheard(words))
        _gather(found, _flaws(words, draft, variant))
        tell(done)
    order = list(Level)
    return tuple(sorted(found.values(), key=lambda flaw: (order.index(flaw.level), -flaw.variants)))


def _gather(found: dict[tuple[str, str], Flaw], flaws: Iterable[Flaw]) -> None:
    for flaw in flaws:
        key = flaw.why, _SIZE.sub("#", flaw.text)
        before = found.get(key)
        found[key] = replace(before, variants=before.variants + 1) if before else flaw


def _flaws(words: LanguageSet, draft: Draft, variant: Variant) -> Iterator[Flaw]:
    meant = {gap_text(words.phrases.say(f"gap.{name}")) for name in variant.gaps}
    for gap in draft.gaps:
        label = gap_text(words.phrases.say(f"gap.{gap}"))
        if label not in meant:
            why = "a gap although the fact is known"
            stands = (of_template(words, _stem(draft)),)
            yield Flaw(Level.BLOCKS, why, label, stands, variant.name)
    for finding in draft.findings:
        if finding.text not in meant and not _told_already(finding, draft):
            places = _places(words, draft, finding)
            yield Flaw(finding.level, finding.why, finding.text, places, variant.name)
    for gap in meant - {part for part in meant if part in draft.body}:
        why = "a field that lacks is not shown as a gap"
        place = of_key(words, draft.kind.value)
        yield Flaw(Level.BLOCKS, why, gap, (place,) if place else (), variant.name)
    yield from _lengths(words, draft, variant)


def _told_already(finding: Finding, draft: Draft) -> bool:
    """Tell whether a placeholder finding is one of the gaps, which are told by themselves."""
    return finding.rule == 0 and finding.text.startswith("⟦") and bool(draft.gaps)


def _lengths(words: LanguageSet, draft: Draft, variant: Variant) -> Iterator[Flaw]:
    stem = words.language.split("-")[0]
    unspaced = stem in LONG_CHARACTERS
    most = LONG_CHARACTERS.get(stem, LONG_WORDS)
    for line in draft.body.split("\n"):
        size = len("".join(line.split())) if unspaced else len(line.split())
        if size > most:
            unit = "characters" if unspaced else "words"
            why = f"a paragraph longer than {most} {unit}"
            places = of_words(words, draft.body, line)
            yield Flaw(Level.HINT, why, f"{line[:60].rstrip()} …", places, variant.name)


def _places(words: LanguageSet, draft: Draft, finding: Finding) -> tuple[Place, ...]:
    """Return where a finding's words stand, and the phrase that hears them."""
    stand = of_words(words, draft.body, finding.text) or (of_template(words, _stem(draft)),)
    table = _RULE_OF.get(finding.why) or ("apology" if finding.rule == 2 else "")
    phrase = of_phrase(words, table, finding.text) if table else None
    return (*stand, phrase) if phrase else stand


def _unheard(words: LanguageSet) -> Iterator[Flaw]:
    """Yield sentences that apologise or warn in words the set's own tone.toml does not know."""
    for key, sentence in words.phrases.sentences.items():
        said = plain(_HOLE.sub("7", sentence))
        if key.startswith(_APOLOGIES) and not words.ear.apology.search(said):
            yield _silent(words, key, sentence, "an apology that tone.toml does not hear")
        if key == "extra.safety" and not words.ear.safety.search(said):
            yield _silent(words, key, sentence, "a warning that tone.toml does not hear")


def _silent(words: LanguageSet, key: str, sentence: str, why: str) -> Flaw:
    place = of_key(words, key)
    return Flaw(Level.CONFIRM, why, sentence[:80], (place,) if place else (), key)


def _stem(draft: Draft) -> str:
    return draft.template.rpartition("/")[2].removesuffix(".txt")
