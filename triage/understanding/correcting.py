"""An agent's word on what a mail means, in place of what was read out of it.

The trap: what hangs on the labels (deadline, detail, gist) must follow, or the case would tell two
stories.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from triage.understanding import deadlines
from triage.understanding.complaint import detail_of
from triage.understanding.facts.reader import read_facts
from triage.understanding.gist import gist
from triage.understanding.meaning import LanguageGuess, TypeGuess, Understanding, Words
from triage.understanding.numbers.reader import Numbers
from triage.understanding.phrases import PhraseBook
from triage.understanding.taxonomy import Demand, Signal, Type


@dataclass(frozen=True, slots=True)
class Right:
    """What an agent says of a mail; None for what they say nothing of.

    `confirmed`: what was understood is right, the type as well, however unsure it was.
    """

    type: Type | None = None
    demands: frozenset[Demand] | None = None
    signals: frozenset[Signal] | None = None
    language: str | None = None  # BCP 47 as in languages.toml
    confirmed: bool = False

    @property
    def tells_type(self) -> bool:
        """Tell whether the type is beyond doubt by this."""
        return self.type is not None or self.confirmed


def rightly(
    understood: Understanding, right: Right, words: Words, sent_at: datetime | None
) -> Understanding:
    """Return what a mail means by an agent's word; what they do not name stays as it was."""
    if right.language is not None and right.language != understood.language.code:
        understood = _in_language(understood, right.language, words, sent_at)
    if right.tells_type:
        label = right.type or understood.type.label
        detail = understood.detail
        if label is not understood.type.label:
            book = PhraseBook("details")
            detail = detail_of(label, words, understood.language.code, book)
        guess = TypeGuess(label, 1.0, ())
        understood = replace(understood, type=guess, sure=True, detail=detail, only_thanks=False)
    if right.demands is not None:
        understood = replace(
            understood, demands=tuple(each for each in Demand if each in right.demands)
        )
    if right.signals is not None:
        understood = _with_signals(understood, right.signals, words, sent_at)
    return replace(understood, gist=gist(understood))


def _in_language(
    understood: Understanding, language: str, words: Words, sent_at: datetime | None
) -> Understanding:
    """Read the facts anew in another language; what the order list told of the article stays."""
    numbers = Numbers(understood.order_numbers, understood.tracking_numbers)
    facts = read_facts(words, language, "", numbers, (), sent_at.date() if sent_at else None)
    known = understood.facts.product
    if known is not None and known.article:
        facts = replace(facts, product=known)
    return replace(understood, language=LanguageGuess(language, 1.0, ""), facts=facts)


def _with_signals(
    understood: Understanding, signals: frozenset[Signal], words: Words, sent_at: datetime | None
) -> Understanding:
    deadline, day = understood.deadline, understood.deadline_day
    language = understood.language.code
    if Signal.DEADLINE not in signals:
        deadline, day = "", None
    elif not deadline:
        deadline, _ = deadlines.find(words, language)
        day = deadlines.due(deadline, language, sent_at) if deadline and sent_at else None
    ordered = tuple(each for each in Signal if each in signals)
    return replace(understood, signals=ordered, deadline=deadline, deadline_day=day)
