"""Understand one customer mail: language first, then everything that depends on it.

Building a Reader loads the models (half a second): build one per store and keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime

from triage.mail.kind_judge import Meaning
from triage.mail.message import FoundIn, Mail, Verdict
from triage.understanding import deadlines, people
from triage.understanding.complaint import ComplaintReader, Judgement
from triage.understanding.facts.reader import read_facts
from triage.understanding.gist import gist
from triage.understanding.hints import hints_of
from triage.understanding.language import LanguageOptions, LanguagePrior, LanguageReader
from triage.understanding.meaning import Gist, TypeGuess, Understanding, Words
from triage.understanding.numbers.orders import OrderHit
from triage.understanding.numbers.reader import NumberOptions, NumberReader
from triage.understanding.own import Own
from triage.understanding.taxonomy import Signal, Type
from triage.understanding.thanks import only_thanks

LONGEST_READ = 60_000  # characters of a field; what is longer is a log or a list, not a letter


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What understanding needs to know of a store."""

    language: LanguageOptions = field(default_factory=LanguageOptions)
    numbers: NumberOptions = field(default_factory=NumberOptions)


class Reader:
    """Reads a mail's meaning for one store; built once, then pure."""

    def __init__(
        self, options: ReaderOptions = ReaderOptions(), complaints: ComplaintReader | None = None
    ) -> None:
        self._languages = LanguageReader(options.language)
        self._numbers = NumberReader(options.numbers)
        self._complaints = ComplaintReader() if complaints is None else complaints

    def knowing(self, own: Own | None) -> Reader:
        """Return a reader that judges as a store's corrections have it; all else is shared."""
        other = copy(self)
        other._complaints = self._complaints.knowing(own)
        return other

    def meaning(self, mail: Mail) -> Meaning:
        """Return what tells the judge of kinds what a mail's words mean."""
        return lambda found: self._complaints.meaning(words_of(mail, found))

    def number_candidates(self, words: Words) -> tuple[str, ...]:
        """List the keys worth looking up in the order list."""
        guess, _ = self._languages.read(words, LanguagePrior())
        return self._numbers.candidates(words, guess.code)

    def understand(
        self,
        words: Words,
        prior: LanguagePrior,
        known_orders: Mapping[str, OrderHit],
        sent_at: datetime | None,
    ) -> Understanding:
        """Read everything out of a mail; `known_orders` answers `number_candidates`."""
        language, of_language = self._languages.read(words, prior)
        day = sent_at.date() if sent_at else None
        numbers = self._numbers.read(words, language.code, known_orders, day)
        name, of_name = people.greeting_name(words, language.code)
        deadline, of_deadline = deadlines.find(words, language.code)
        named = {number.key for number in numbers.orders}
        orders = (hit for hit in known_orders.values() if hit.key in named)
        thanks = only_thanks(words, language.code)
        judged = self._complaints.read(
            words, language.code, hints_of(words, deadline, language.code)
        )
        judged = _only_thanked(judged) if thanks else judged
        if Signal.DEADLINE not in judged.signals:
            deadline, of_deadline = "", ()
        found = Understanding(
            language=language,
            type=judged.type,
            sure=judged.sure,
            demands=judged.demands,
            signals=judged.signals,
            order_numbers=numbers.orders,
            tracking_numbers=numbers.tracking,
            name=name,
            deadline=deadline,
            only_thanks=thanks,
            gist=Gist("", ""),
            reasons=(*judged.reasons, *of_language, *of_name, *of_deadline),
            detail=judged.detail,
            deadline_day=(
                deadlines.due(deadline, language.code, sent_at) if deadline and sent_at else None
            ),
            facts=read_facts(words, language.code, language.locale, numbers, orders, day),
        )
        return replace(found, gist=gist(found))


def words_of(mail: Mail, verdict: Verdict) -> Words:
    """Pick what is read for meaning: the customer's own words and the hints beside them."""
    customer = verdict.customer
    # Behind a form, relay or forward the signature of the mail is the carrier's, not theirs.
    direct = customer is None or customer.found_in is FoundIn.FROM
    fields = dict(verdict.form_fields)
    subject = fields.get("subject", mail.subject)
    if not verdict.own_words and "reason" in fields:
        # A platform's request without free words: what the buyer picked is all they said.
        subject = f"{subject}: {fields['reason']}"
    return Words(
        subject=subject,
        text=verdict.own_words[:LONGEST_READ],
        quoted=verdict.quoted[:LONGEST_READ],
        signature=mail.signature if direct else "",
        sender_name=customer.name if customer else mail.sender.name,
        sender_address=customer.address if customer else mail.sender.address,
        content_language=mail.header("content-language"),
        form_fields=verdict.form_fields,
        attachment_types=tuple(part.type for part in mail.attachments),
    )


def _only_thanked(judged: Judgement) -> Judgement:
    """Thanks alone are praise, whatever was thanked for; what the words are about is past."""
    if judged.type.label is Type.OTHER:
        return replace(judged, demands=(), signals=(), detail="")
    chances = dict(judged.type.alternatives)
    rest = (
        (judged.type.label, judged.type.confidence),
        *(pair for pair in judged.type.alternatives if pair[0] is not Type.OTHER),
    )
    guess = TypeGuess(Type.OTHER, chances.get(Type.OTHER, 0.0), rest)
    kept = tuple(reason for reason in judged.reasons if reason.code.startswith("type:other"))
    return Judgement(guess, True, (), (), "", kept)
