"""Drafts as one HTML page to look through: a card each, side by side where two are compared.

The page is self-contained and asks no network; whatever a draft says is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import resources

from jinja2 import Environment, StrictUndefined

from triage.cli.findings import helps
from triage.cli.words import tell
from triage.drafts.draft import Draft

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur"})


@dataclass(frozen=True, slots=True)
class Text:
    """A draft's text as lines, each with whether it differs from the other side's."""

    heading: str
    language: str
    subject: str
    lines: tuple[tuple[str, bool], ...]
    gaps: tuple[str, ...]
    findings: tuple[tuple[str, str, str, tuple[str, ...]], ...]  # level, words, why, what helps
    template: str

    @property
    def direction(self) -> str:
        """Return the value of `dir`."""
        return "rtl" if self.language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Card:
    """One draft, or two beside each other."""

    title: str
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Cards under one heading, a language's for instance."""

    name: str
    anchor: str
    cards: tuple[Card, ...]


def card(title: str, draft: Draft) -> Card:
    """Make the card of one draft."""
    lines = tuple((line, False) for line in draft.body.rstrip().split("\n"))
    return Card(title, (_text("", draft, lines),))


def beside(title: str, before: Draft, after: Draft, headings: tuple[str, str]) -> Card:
    """Make a card of two drafts with the lines marked in which they differ."""
    old, new = before.body.rstrip().split("\n"), after.body.rstrip().split("\n")
    same_old, same_new = set(), set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        same_old |= set(range(block.a, block.a + block.size))
        same_new |= set(range(block.b, block.b + block.size))
    left = tuple((line, at not in same_old) for at, line in enumerate(old))
    right = tuple((line, at not in same_new) for at, line in enumerate(new))
    return Card(title, (_text(headings[0], before, left), _text(headings[1], after, right)))


def page(title: str, remark: str, groups: Sequence[Group], language: str) -> str:
    """Write the page; `language` is that of headings."""
    source = resources.files("triage.cli").joinpath("contact_sheet.html").read_text("utf-8")
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return room.from_string(source).render(
        title=title, remark=remark, groups=groups, language=language
    )


def _text(heading: str, draft: Draft, lines: Iterable[tuple[str, bool]]) -> Text:
    return Text(
        heading=heading,
        language=draft.language,
        subject=draft.subject,
        lines=tuple(lines),
        gaps=draft.gaps,
        findings=tuple(
            (f.level.value, f.text, tell(f.why), tuple(helps(f))) for f in draft.findings
        ),
        template=f"{draft.template} · {draft.template_version}",
    )
