"""The last look at a draft: the approving agent signs, a promise too near is made anew, tone again.

What the agent saw is what goes out: only the name and the time change, and the text is composed
again only where it is still the program's own and its templates have not changed since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from triage.cases.case import Case
from triage.drafts import bilingual, tone
from triage.drafts.compose import recompose
from triage.drafts.draft import Draft, DraftFacts, Finding, Level
from triage.drafts.language_set import gap_text
from triage.drafts.letters import AHEAD, recorded
from triage.drafts.library import Library
from triage.mail import message_id as keyed
from triage.pipeline.values import Practice
from triage.reminders.clocks import promise_for

ATTACHED = "attached in a mail client: send it from there, for only the text would go out from here"


@dataclass(frozen=True, slots=True)
class Final:
    """A draft in the wording it goes out with, and whether its promise had to be made anew."""

    draft: Draft
    renewed: bool

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Return what forbids sending it."""
        return tuple(f for f in self.draft.findings if f.level is Level.BLOCKS)

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """Return what an agent must confirm before it is sent."""
        return tuple(f for f in self.draft.findings if f.level is Level.CONFIRM)


def finish(
    practice: Practice,
    draft: Draft,
    facts: DraftFacts,
    case: Case,
    *,
    edited: bool,
    agent: str,
    now: datetime,
) -> Final:
    """Return the draft as it goes out when `agent` ("" keeps the desk's name) approves it now."""
    name = agent or facts.sender.agent_name
    at, body = draft.promise_at, draft.body
    stale = at is not None and at < now + practice.clocks.stale_promise
    if at is not None and stale:
        promise = promise_for(
            practice.working_time, practice.clocks, case.last_mail_at, now, draft.language
        )
        anew = recompose(practice.library, facts, agent_name=name, promise=promise)
        same = anew.template_version == draft.template_version
        if same and not edited and not bilingual.language_of(draft):
            return Final(replace(anew, message_id=draft.message_id), renewed=True)
        later = replace(draft, promise_at=promise.at)
        for _, language, _ in bilingual.texts(draft):
            told, anew_told = (bilingual.in_words(facts, d, language) for d in (draft, later))
            body = body.replace(told, anew_told)
        at = promise.at
    signatures = len(bilingual.texts(draft))
    own = facts.sender.agent_name
    body = _signed(body, draft.language, practice.library, own, name, signatures)
    final = replace(draft, body=body, promise_at=at)
    final = checked(practice.library, final, facts, case, name)
    late = _passed(final, facts, practice.working_time.local_day(now))
    return Final(replace(final, findings=(*final.findings, *late)), renewed=stale)


def reworded(
    practice: Practice,
    draft: Draft,
    facts: DraftFacts,
    case: Case,
    *,
    body: str,
    draft_id: int,
) -> Draft:
    """Return the next version of a draft, in an agent's words."""
    mine = keyed.make(practice.identity, case.number, f"d{draft_id}")
    text = body.replace("\r\n", "\n").strip() + "\n"
    changed = replace(draft, body=text, message_id=mine)
    return checked(practice.library, changed, facts, case, facts.sender.agent_name)


def checked(library: Library, draft: Draft, facts: DraftFacts, case: Case, agent: str) -> Draft:
    """Return a draft with what the tone checker finds in its present text."""
    whys = {ATTACHED, bilingual.BY_MACHINE} if bilingual.language_of(draft) else {ATTACHED}
    hints = tuple(
        f for f in draft.findings if f.why in whys or (f.rule == 0 and f.level is Level.HINT)
    )
    found: list[Finding] = []
    for text, language, above in bilingual.texts(draft):
        words = library.set_for(language)
        if words is None and language == draft.language:
            words = library.fallback
        heard = tone.check(
            text,
            language,
            words.ear if words else None,
            kind=draft.kind,
            reply_channel=draft.reply_channel,
            type=case.type,
            agent_name=agent,
            promise_text=bilingual.in_words(facts, draft, language),
            order_numbers=facts.order_numbers,
            signals=case.signals,
            recorded=recorded(facts, language),
            phrases=words.phrases if words else None,
            sure=case.sure,
            names=(facts.customer_name, facts.sender.store_name),
        )
        found += [replace(f, line=f.line + above) if f.line else f for f in heard]
    gaps = draft.gaps if "⟦" in draft.body else ()
    about = (
        *tone.check_recipient(draft.to.address, newcomer=facts.newcomer),
        *tone.check_subject(draft.subject),
    )
    return replace(draft, findings=tuple(dict.fromkeys((*about, *found, *hints))), gaps=gaps)


def _passed(draft: Draft, facts: DraftFacts, today: date) -> tuple[Finding, ...]:
    """Return a finding where the day until which something holds passed while the draft waited."""
    day = facts.fields.day
    if draft.kind not in AHEAD or day is None or day >= today:
        return ()
    return (Finding(0, Level.CONFIRM, day.isoformat(), "this day has passed"),)


def _signed(
    body: str, language: str, library: Library, before: str, name: str, signatures: int
) -> str:
    """Put a name in place of the desk's own, where that stands on a line of its own."""
    words = library.set_for(language) or library.fallback
    gap = gap_text(words.phrases.say("gap.agent_name"))
    lines = body.replace(gap, name or gap).split("\n")
    places = [n for n, line in enumerate(lines) if before and line.strip() == before]
    for number in places[-signatures:]:
        lines[number] = name
    return "\n".join(lines)
