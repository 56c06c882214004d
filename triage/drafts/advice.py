"""What to do about a finding: the sentence it stands in, and what the set itself would say.

A better wording comes from the set's own sentences alone; none is made up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from triage.drafts.draft import Finding, MessageKind, Remedy
from triage.drafts.hearing import plain
from triage.drafts.letters import promises
from triage.drafts.phrases import Phrases
from triage.understanding.taxonomy import Evidence, Type

# A blank ends a sentence behind a mark, but not in "24. November"; full-width marks need none.
_BOUNDARY = re.compile(r"(?<=[^\d\s][.!?؟।])[ \t\u00a0]{1,9}|(?<=[。！？])")
_SHOWN = 300  # characters of a sentence that are worth showing
_DELETED = frozenset({"review", "advertising", "office_hours"})
_GOING_ON = frozenset({"blame", "promise", "patience"})


@dataclass(frozen=True, slots=True)
class Wording:
    """What a set says in its own words in the matter at hand; asked only where something is found.

    `promise` is the promised time in words, "" where the message names none.
    """

    phrases: Phrases | None
    kind: MessageKind
    about: Type
    sure: bool
    promise: str

    @property
    def next(self) -> str:
        """Return who does what until when, "" where the message promises nothing."""
        if self.phrases is None or not self.promise or not promises(self.kind):
            return ""
        about = subject_of(self.kind, self.about, sure=self.sure)
        return self.phrases.say(f"next.{about}", promise=self.promise)

    @property
    def safety(self) -> str:
        """Return the request to stop using the product."""
        return self.phrases.say("extra.safety") if self.phrases else ""

    @property
    def greeting(self) -> str:
        """Return the greeting without a name."""
        return self.phrases.say("greeting.neutral") if self.phrases else ""

    @property
    def ask(self) -> str:
        """Return the question for what may be asked for in place of card data and papers."""
        if self.phrases is None:
            return ""
        papers = self.about is Type.CUSTOMS_TAX
        wanted = Evidence.CUSTOMS_LETTER if papers else Evidence.CHARGE_DETAILS
        return self.phrases.say("ask.one", ask=self.phrases.say(f"evidence.{wanted.value}"))

    def advise(self, finding: Finding, rule: str, text: str) -> Finding:
        """Return a finding of one of the rules of hearing with what to do about it."""
        if rule in _DELETED:
            return replace(finding, remedy=Remedy.DELETE)
        if rule in _GOING_ON and self.next:
            # Where the set's sentence stands already, a second one would say it twice.
            if plain(self.next) in plain(text):
                return replace(finding, remedy=Remedy.DELETE)
            return replace(finding, remedy=Remedy.REPLACE, better=self.next)
        if rule == "secrets" and self.ask:
            return replace(finding, remedy=Remedy.REPLACE, better=self.ask)
        return finding

    def once(self, findings: list[Finding]) -> Iterator[Finding]:
        """Yield findings with each sentence of the set offered in one place only.

        Whoever follows them all would else say it several times.
        """
        own = {self.next, self.ask} if findings else set()
        places: dict[str, tuple[int, str]] = {}
        for each in findings:
            if each.remedy is Remedy.REPLACE and each.better in own:
                places.setdefault(each.better, (each.line, each.sentence))
        for each in findings:
            place = places.get(each.better)
            if place is None or place == (each.line, each.sentence):
                yield each
            elif each.remedy is Remedy.ADD:
                yield replace(each, remedy=Remedy.REWORD, better="")
            else:
                yield replace(each, remedy=Remedy.DELETE, better="")


def subject_of(kind: MessageKind, about: Type, *, sure: bool) -> str:
    """Return by which name a set's sentences know the matter."""
    if kind is MessageKind.JOINED:
        return "joined"
    return about.value if sure else "unsure"


def sentences(line: str) -> Iterator[str]:
    """Yield the sentences of a line as written."""
    for each in _BOUNDARY.split(line):
        if each.strip():
            yield each.strip()


def placed(finding: Finding, text: str) -> Finding:
    """Return a finding with the first line and sentence of a text that hold its words."""
    wanted = plain(finding.text)
    for number, line in enumerate(text.split("\n"), 1):
        if wanted in plain(line):
            return on_line(finding, number, line)
    return finding


def on_line(finding: Finding, number: int, line: str) -> Finding:
    """Return a finding with the sentence of a line that holds its words, the whole line if none."""
    wanted = plain(finding.text)
    found = next((each for each in sentences(line) if wanted in plain(each)), line.strip())
    return replace(finding, line=number, sentence=found[:_SHOWN])
