"""Read labelled mails as the daemon would, but with no store to ask.

A whole mail goes the whole way: parsed, its kind judged, quotes and signature cut off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from triage.evaluation.labelled import Labelled
from triage.isolation import parse_safely
from triage.mail.kind import judge
from triage.mail.kind_judge import Floats, Meaning
from triage.mail.message import Identity, Kind, Mail, Verdict
from triage.understanding.language import LanguagePrior
from triage.understanding.meaning import Understanding, Words
from triage.understanding.reader import Reader, words_of


@dataclass(frozen=True, slots=True)
class Told:
    """What was read out of a labelled mail; `understood` is None where it was taken for no
    customer's. `seconds` is processor time for the understanding alone."""

    mail: Labelled
    kind: Kind
    understood: Understanding | None
    seconds: float


def read_all(mails: Iterable[Labelled], identity: Identity, reader: Reader) -> Iterator[Told]:
    """Understand one mail after the other. Raises UnreadableMail."""
    for mail in mails:
        asked = _Asked(reader)
        words, kind, sent_at = words_in(mail, identity, asked)
        if kind is not Kind.CUSTOMER:
            yield Told(mail, kind, None, 0.0)
            continue
        start = time.process_time()
        understood = reader.understand(words, LanguagePrior(), {}, sent_at)
        yield Told(mail, kind, understood, time.process_time() - start + asked.seconds)


@dataclass(slots=True)
class _Asked:
    """What the judge of kinds asks of a reader, timed: the understanding need not ask it again."""

    reader: Reader
    seconds: float = 0.0

    def __call__(self, mail: Mail) -> Meaning:
        meaning = self.reader.meaning(mail)

        def timed(found: Verdict) -> Floats | None:
            start = time.process_time()
            meant = meaning(found)
            self.seconds += time.process_time() - start
            return meant

        return timed


def words_in(
    mail: Labelled, identity: Identity, meaning: Callable[[Mail], Meaning] | None = None
) -> tuple[Words, Kind, datetime | None]:
    """Return what is read of a labelled mail for meaning, its kind and when it was sent.

    `meaning` gives what tells the judge of kinds what a mail's words mean.
    """
    if mail.content is None:
        return mail.words or Words(), Kind.CUSTOMER, mail.sent_at
    parsed = parse_safely(mail.content, truncated=False)
    verdict = judge(parsed, identity, meaning=meaning(parsed) if meaning else None)
    return words_of(parsed, verdict), verdict.kind, parsed.date
