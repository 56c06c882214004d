"""What the customer complains about and wants: type, demands, signals and the words that decided.

`Judgement` is the seam: whatever judges later must give it, and must say when it is not sure.
"""

from __future__ import annotations

import hashlib
import re
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from triage.errors import SettingsWrong
from triage.mail.grams import Grams, fold, grams
from triage.understanding import blend, encoder, explaining, model, nearest
from triage.understanding.blend import Beside
from triage.understanding.encoder import Heard
from triage.understanding.hints import REPLY
from triage.understanding.meaning import Reason, TypeGuess, Words
from triage.understanding.model import Floats, NgramModel, Scores
from triage.understanding.own import Own
from triage.understanding.phrases import Hit, PhraseBook
from triage.understanding.taxonomy import Demand, Signal, Type

# A word has two letters; where no spaces part the words, two signs make one.
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]{2}|[^\W\d_]{2,}")
_FEW_WORDS = 2  # of fewer words nothing is sure
_FEW_LETTERS = 12  # a shorter text ("see subject") is read together with any subject
_ALTERNATIVES = 4
_WORTH_NAMING = 0.02
# The plainest words first: a parcel "marked delivered" is also called missing or lost.
_DETAILS = {
    Type.PARCEL_LOST: ("undeliverable", "delivered_not_here", "lost"),
    Type.PAYMENT_BILLING: ("charged_twice",),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The complaint as judged.

    `detail` says of parcel_lost: delivered_not_here, lost or undeliverable; of payment_billing:
    charged_twice; "" if nothing tells.
    """

    type: TypeGuess
    sure: bool
    demands: tuple[Demand, ...]
    signals: tuple[Signal, ...]
    detail: str
    reasons: tuple[Reason, ...]


NOTHING_SAID = Judgement(TypeGuess(Type.OTHER, 0.0, ()), False, (), (), "", ())


class ComplaintReader:
    """Judges by encoder and n-grams, joined with phrases where examples are few or recall matters.

    Without an encoder in `folder`, or given its n-grams, it judges by n-grams and phrases alone.
    """

    def __init__(self, ngrams: NgramModel | None = None, folder: Path = model.FOLDER) -> None:
        self._model = model.shared(folder) if ngrams is None else ngrams
        self._encoder = encoder.shared(folder) if ngrams is None else None
        self._blend = blend.load(folder) if self._encoder else None
        self._nearest = nearest.shared(folder) if self._encoder else None
        if self._blend is not None and self._blend.labels != self._model.labels:
            raise SettingsWrong(f"{folder}: encoder and n-grams know other labels; train both")
        self._phrases = PhraseBook("demands"), PhraseBook("signals")
        self._details = PhraseBook("details")
        self._own: Own | None = None

    def knowing(self, own: Own | None) -> ComplaintReader:
        """Return a reader that judges as a store's corrections have it, with the same models.

        Raises SettingsWrong for what was learnt beside other labels.
        """
        if own is not None and own.weights.shape[1] != len(self._model.labels):
            raise SettingsWrong("it was learnt beside other labels; run `triage learn`")
        other = copy(self)
        other._own = own
        return other

    def margins(self, words: Words, language: str, hints: frozenset[str], heard: Floats) -> Floats:
        """Return each label's sum, above 0 where a demand or signal is said; types come first.

        `heard` is what the encoder scored. What corrections add is left out; what a phrase denies
        loses a little. Raises SettingsWrong where the n-grams judge alone.
        """
        if self._blend is None:
            raise SettingsWrong("there is no encoder here; install onnxruntime")
        fields = read_fields(words)
        scores = self._model.score(tuple(grams(fold(text)) for text in fields.values()))
        hits = self._hits(fields, language)
        return self._blend.margins(heard, scores.values, _beside(hits, hints))

    def meaning(self, words: Words) -> Floats | None:
        """Return what the encoder makes of the words (its width), None where there is none."""
        heard = self._heard(read_fields(words))
        return None if heard is None else heard.meaning

    def read(self, words: Words, language: str, hints: frozenset[str] = frozenset()) -> Judgement:
        """Judge the customer's own words; `language` is BCP 47, "und" if unknown.

        `hints` are labels for which something beside the words speaks, as `hints_of` gives them.
        """
        fields = read_fields(words)
        listed = tuple(grams(fold(text)) for text in fields.values())
        if not any(letter.isalpha() for text in fields.values() for letter in text):
            return NOTHING_SAID
        terse = len(_WORD.findall(" ".join(fields.values()))) < _FEW_WORDS
        scores = self._model.score(listed)
        heard = self._heard(fields)
        told = None if heard is None else heard.scores
        own = None if heard is None or self._own is None else self._own.added(heard.meaning)
        guess, sure = self._type(scores, told, own)
        hits = self._hits(fields, language)
        # "Order 9901" says nothing, whatever such mails were about in the examples.
        labels = self._labels(scores, told, hits, hints, own) if not terse else _beside(hits).said
        detail = detail_of(guess.label, words, language, self._details)
        reasons = (
            *self._type_reasons(guess.label, fields, scores, listed, heard),
            *_hit_reasons(hits, labels, fields),
            *(self._corrected(guess.label, scores, heard) or self._example(guess.label, heard)),
        )
        return Judgement(
            guess,
            sure and not terse,
            tuple(demand for demand in Demand if f"demand:{demand}" in labels),
            tuple(signal for signal in Signal if f"signal:{signal}" in labels),
            detail,
            reasons,
        )

    def _hits(self, fields: dict[str, str], language: str) -> tuple[Hit, ...]:
        return tuple(
            hit
            for book in self._phrases
            for name, text in fields.items()
            for hit in book.find(name, text, language)
        )

    def _heard(self, fields: dict[str, str]) -> Heard | None:
        return None if self._encoder is None else self._encoder.read(explaining.joined(fields)[0])

    def _corrected(self, label: Type, scores: Scores, heard: Heard | None) -> tuple[Reason, ...]:
        """Name the corrected mail this one is most like, if corrections changed the type."""
        if self._own is None or heard is None:
            return ()
        shipped, _ = self._type(scores, heard.scores, None)
        place = self._model.labels.index(f"type:{label}")
        found = None if shipped.label is label else self._own.likest(heard.meaning, place)
        if found is None:
            return ()
        text = f"corrected: {found[0]} ({found[1]:.2f}), else {shipped.label}"
        return (Reason(f"type:{label}", text, "example", 0, 0),)

    def _example(self, label: Type, heard: Heard | None) -> tuple[Reason, ...]:
        """Name the known mail of the type that this one is most like."""
        if self._nearest is None or heard is None:
            return ()
        known = self._nearest.find(heard.meaning, self._model.labels.index(f"type:{label}"))
        text = f"{known.text} ({known.language}, {known.likeness:.2f})"
        return (Reason(f"type:{label}", text, "example", 0, 0),)

    def _type_reasons(
        self,
        label: Type,
        fields: dict[str, str],
        scores: Scores,
        listed: tuple[Grams, ...],
        heard: Heard | None,
    ) -> tuple[Reason, ...]:
        """Name the words that spoke most for the type."""
        code = f"type:{label}"
        if code not in self._model.labels or not scores.evidence:
            return ()
        place = self._model.labels.index(code)
        gains = explaining.of_ngrams(fields, listed, self._model.contributions(scores, place))
        if heard is not None and self._blend is not None:
            mine = explaining.of_encoder(fields, heard, place, self._model.types)
            weights = self._blend.encoder, self._blend.ngrams
            gains = explaining.together(mine, gains, weights)
        return explaining.words(code, fields, gains)

    def _type(
        self, scores: Scores, heard: Floats | None, own: Floats | None
    ) -> tuple[TypeGuess, bool]:
        if self._blend is None or heard is None:
            chances, least = self._model.probabilities(scores), self._model.sure_from
        else:
            chances = self._blend.probabilities(heard, scores.values, own)
            least = self._blend.sure_from
        order = np.argsort(-chances, kind="stable")
        ranked = [
            (Type(self._model.labels[place].removeprefix("type:")), round(float(chances[place]), 4))
            for place in order[: _ALTERNATIVES + 1]
        ]
        label, confidence = ranked[0]
        if not scores.evidence:
            label, confidence, ranked = Type.OTHER, ranked[-1][1], []
        others = tuple(pair for pair in ranked[1:] if pair[1] >= _WORTH_NAMING)
        sure = confidence >= least and scores.evidence >= self._model.thin_below
        return TypeGuess(label, confidence, others), sure

    def _labels(
        self,
        scores: Scores,
        heard: Floats | None,
        hits: tuple[Hit, ...],
        hints: frozenset[str],
        own: Floats | None,
    ) -> frozenset[str]:
        beside = _beside(hits, hints)
        if self._blend is not None and heard is not None:
            return self._blend.said(heard, scores.values, beside, own)
        above = scores.values >= self._model.thresholds
        heads = {
            label
            for label, spoken in zip(self._model.labels, above, strict=True)
            if spoken and not label.startswith("type:")
        }
        return frozenset(beside.said | (heads - beside.denied))


def names_of_models(folder: Path = model.FOLDER) -> str:
    """Name the models of a folder by their cards; "" where there is no encoder to learn beside."""
    if not encoder.Encoder.available(folder):
        return ""
    cards = b"".join((folder / card).read_bytes() for card in (model.CARD, encoder.CARD))
    return hashlib.sha256(cards).hexdigest()[:16]


def text_of(words: Words) -> str:
    """Return the text the encoder reads of a mail."""
    return explaining.joined(read_fields(words))[0]


def _beside(hits: tuple[Hit, ...], hints: frozenset[str] = frozenset()) -> Beside:
    spoken, negated = (
        frozenset(hit.label for hit in hits if hit.negated is denied) for denied in (False, True)
    )
    return Beside(spoken, hints, negated)


def detail_of(label: Type, words: Words, language: str, book: PhraseBook) -> str:
    """Tell what is said beside a type, "" if nothing; `book` is that of details."""
    wanted = _DETAILS.get(label, ())
    said = {
        hit.label
        for name, text in (read_fields(words).items() if wanted else ())
        for hit in book.find(name, text, language)
        if not hit.negated
    }
    return next((detail for detail in wanted if detail in said), "")


def read_fields(words: Words) -> dict[str, str]:
    """Choose what is read: a reply's subject is mostly ours, so it counts if little is said."""
    text, subject = words.text.strip(), words.subject.strip()
    if not text and REPLY.match(subject):
        return {"text": words.text}
    if text and len(text) >= _FEW_LETTERS and REPLY.match(subject):
        return {"text": words.text}
    return {"subject": words.subject, "text": words.text}


def _hit_reasons(
    hits: tuple[Hit, ...], labels: frozenset[str], fields: dict[str, str]
) -> tuple[Reason, ...]:
    first = {hit.label: hit for hit in reversed(hits) if not hit.negated and hit.label in labels}
    return tuple(
        Reason(hit.label, fields[hit.field][hit.start : hit.end], hit.field, hit.start, hit.end)
        for hit in sorted(first.values(), key=lambda hit: (hit.field, hit.start, hit.label))
    )
