"""An English draft with a machine's translation above it, for a language without templates.

The trap: a machine's words look as final as ours, so the text itself says where they end, and a
finding asks for a confirmation as long as it does.
"""

from __future__ import annotations

import re
from dataclasses import replace

from triage.drafts.draft import Draft, DraftFacts, Finding, Level
from triage.drafts.headers import clean
from triage.drafts.letters import recorded
from triage.drafts.library import FALLBACK, Library, Relation
from triage.drafts.promise import promise_text

BY_MACHINE = (
    "translated by a machine; have somebody read it who knows the language, or take it out and "
    "send the English text alone"
)
BORDER = "[English; the text above was translated by a machine]"  # no sign mail programs set
_BORDER = re.compile(rf"^[ \t>]{{0,10}}{re.escape(BORDER)}[ \t]{{0,10}}$", re.MULTILINE)
_SHORTEST = 4  # characters of a value said in the customer's own way; less may be part of another


def english_of(library: Library, draft: Draft, facts: DraftFacts) -> tuple[str, str] | None:
    """Return the courteous line and the English letter below it, None if it is no such draft."""
    if facts.language in ("und", FALLBACK) or language_of(draft):
        return None
    if library.choose(facts.language, facts.locale).relation is not Relation.ENGLISH:
        return None
    line, _ = library.courteous(facts.language)
    letter = draft.body.removeprefix(f"{line}\n\n")
    return None if letter == draft.body else (line, letter)


def exact(draft: Draft, facts: DraftFacts) -> tuple[str, ...]:
    """Return what an English draft says that no engine may see or change."""
    sender, fields = facts.sender, facts.fields
    known = [draft.case_number, facts.case_number, facts.customer_name, *facts.order_numbers]
    known += [sender.store_name, sender.agent_name, sender.contact, *sender.signature.split("\n")]
    known += [fields.tracking_number, fields.code, *fields.address.split("\n")]
    known += [facts.promise.holiday, facts.promise.peak, *_said(draft, facts, FALLBACK)]
    cleaned = (clean(each, 200) for each in known)
    return tuple(dict.fromkeys(each for each in cleaned if each))


def translated(
    draft: Draft, facts: DraftFacts, line: str, letter: str, translation: str, message_id: str
) -> Draft:
    """Return the next version: the courteous line, the translation, and the English letter."""
    theirs = translation.strip()
    for ours, own in _pairs(draft, facts):
        theirs = theirs.replace(ours, own)
    kept = tuple(f for f in draft.findings if not (f.rule == 0 and f.level is Level.HINT))
    mark = Finding(0, Level.CONFIRM, facts.language, BY_MACHINE)
    return replace(
        draft,
        body=f"{line}\n\n{theirs}\n\n{BORDER}\n\n{letter.strip()}\n",
        message_id=message_id,
        findings=(mark, *kept),
    )


def language_of(draft: Draft) -> str:
    """Return the language a machine's translation in a draft is in, "" where there is none."""
    marked = next((f.text for f in draft.findings if f.why == BY_MACHINE), "")
    return marked if marked and _BORDER.search(draft.body) else ""


def texts(draft: Draft) -> tuple[tuple[str, str, int], ...]:
    """Return each text of a draft with its language and how many lines stand above it."""
    language = language_of(draft)
    border = _BORDER.search(draft.body) if language else None
    if border is None:
        return ((draft.body, draft.language, 0),)
    above, below = draft.body[: border.start()], draft.body[border.end() :]
    return (above, language, 0), (below, draft.language, above.count("\n"))


def in_words(facts: DraftFacts, draft: Draft, language: str) -> str:
    """Say the promise of a draft in a language, "" where it makes none."""
    if draft.promise_at is None:
        return ""
    locale = facts.locale if facts.locale.startswith(language) else ""
    return promise_text(draft.promise_at, language, facts.time_zone, locale)


def _said(draft: Draft, facts: DraftFacts, language: str) -> tuple[str, ...]:
    return (in_words(facts, draft, language), *recorded(facts, language))


def _pairs(draft: Draft, facts: DraftFacts) -> list[tuple[str, str]]:
    """Pair what was kept from the engine with how the customer's language writes it."""
    ours, own = _said(draft, facts, FALLBACK), _said(draft, facts, facts.language)
    pairs = zip(ours, own, strict=True)
    return [(a, b) for a, b in pairs if len(a) >= _SHORTEST and a != b and "⟦" not in a + b]
