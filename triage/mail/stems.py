"""Stems of a concept in all languages: sentences are built of them that no list holds as a whole.

The trap: many machines write plain ASCII, so stems and texts are compared without accents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from triage.mail.rules import Phrases, load, phrases
from triage.mail.wording import bare as bare
from triage.mail.wording import key


@dataclass(frozen=True, slots=True)
class Stems:
    """Stems of one concept in all languages; those written with a space behind are whole words."""

    open: Phrases
    closed: Phrases

    def find(self, text: str) -> str:
        """Return a stem that occurs in this text (already `bare`), "" if none does."""
        return self.open.find(text) or self.closed.find(text)


def stems(words: Iterable[str], *, whole: bool = False) -> Stems:
    """Make the stems of one concept ready; `whole`: each of them is a whole word."""
    listed = [(bare(key(word)), whole or word.endswith(" ")) for word in words]
    return Stems(
        phrases([word for word, closed in listed if not closed]),
        phrases([word for word, closed in listed if closed], whole=True),
    )


def concepts(name: str, *, whole: Iterable[str] = ()) -> dict[str, dict[str, Stems]]:
    """Read a rule file of concepts by section; `whole`: those made of whole words only."""
    return {
        section: {concept: stems(words, whole=concept in whole) for concept, words in table.items()}
        for section, table in load(name).items()
    }
