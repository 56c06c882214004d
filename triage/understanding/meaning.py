"""What a mail means: the values this stage makes.

Confidences are probabilities in 0..1, offsets are code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from triage.understanding.taxonomy import Demand, Signal, Type


@dataclass(frozen=True, slots=True)
class Words:
    """What is read for meaning: freed of quotes, wrappers and signature, with the hints beside."""

    subject: str = ""
    text: str = ""  # the customer's own words
    quoted: str = ""
    signature: str = ""
    sender_name: str = ""  # display name as found, "" if none
    sender_address: str = ""
    content_language: str = ""  # the header's value
    form_fields: tuple[tuple[str, str], ...] = ()
    attachment_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """`code` is BCP 47 as in languages.toml, "und" if unknown; `runner_up` likewise, "" if none."""

    code: str
    confidence: float
    runner_up: str
    locale: str = ""  # "pt-BR", "pt-PT" … where the words tell


@dataclass(frozen=True, slots=True)
class TypeGuess:
    """The type and what else it could be, best first, the label itself not repeated."""

    label: Type
    confidence: float
    alternatives: tuple[tuple[Type, float], ...]


@dataclass(frozen=True, slots=True)
class NumberFound:
    """An order or tracking number. `channel` is an id of numbers.json or "store".

    `score` is in points (>= 40 suggest, >= 80 link when the order list agrees); only numbers
    scored at least "suggest" leave the stage. `field` is subject, text, quoted or signature.
    """

    value: str  # as written; whole where only its end was ("10442/43")
    key: str  # normalised: upper-case, no #, spaces, dots, slashes; for look-up
    channel: str  # the order channel, or the carrier of a tracking number
    score: int
    reason: str  # one line: "label Bestellnr.; fits AliExpress"
    in_quote: bool
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was judged so: the words at field[start:end] speak for `code`."""

    code: str  # "type:damaged", "signal:deadline", "demand:refund", "language:de", "name" …
    text: str  # the words themselves, or the rule
    field: str  # subject | text | quoted | signature | header | example (a known mail like it)
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gist:
    """One sentence for the agent, built without any translation service."""

    en: str
    zh_hans: str


class EventKind(StrEnum):
    """What a verb beside a day says happened on it."""

    ORDERED = "ordered"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    PROMISED = "promised"
    PLAIN = "plain"  # no verb says


@dataclass(frozen=True, slots=True)
class Amount:
    """Money named by the customer at field[start:end]."""

    value: Decimal
    currency: str | None  # ISO 4217, None where the sign stands for several
    text: str  # as written
    field: str  # subject | text
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event:
    """A day on which something happened; `about` if told in weeks or months, not to the day."""

    day: date
    kind: EventKind
    about: bool
    text: str
    field: str  # subject | text
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CountryHint:
    """What speaks for a country; start and end are 0 where `field` is no text."""

    country: str  # ISO 3166
    source: str  # address | postcode | phone | currency | domain | name | form | order
    text: str
    field: str  # subject | text | signature | form | sender | order
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Product:
    """The article it is about, in the customer's words at field[start:end]."""

    text: str
    field: str  # subject | text
    start: int
    end: int
    article: str = ""  # as the order list calls it, "" if it names none like it


@dataclass(frozen=True, slots=True)
class Facts:
    """What the customer tells of the matter; each as first told."""

    amounts: tuple[Amount, ...] = ()
    events: tuple[Event, ...] = ()
    hints: tuple[CountryHint, ...] = ()
    country: str = ""  # the best guess, "" if nothing speaks for one
    country_confidence: float = 0.0
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything read out of one customer mail."""

    language: LanguageGuess
    type: TypeGuess
    sure: bool  # of the type; unsure drafts use the neutral sentence
    demands: tuple[Demand, ...]
    signals: tuple[Signal, ...]
    order_numbers: tuple[NumberFound, ...]
    tracking_numbers: tuple[NumberFound, ...]
    name: str  # as one greets the person, "" if unknown
    deadline: str  # as written ("by Friday"), "" if none
    only_thanks: bool  # thanks or confirms and asks nothing: satisfaction
    gist: Gist
    reasons: tuple[Reason, ...]
    detail: str = ""  # parcel_lost: delivered_not_here|lost|undeliverable; payment: charged_twice
    deadline_day: date | None = None  # the deadline as a day where it can be told
    facts: Facts = Facts()
