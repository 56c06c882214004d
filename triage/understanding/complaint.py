"""What the customer complains about and wants: type, demands, signals and the words that decided.

`Judgement` is the seam: whatever judges later must give it, and must say when it is not sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from triage.errors import SettingsWrong
from triage.understanding import blend, encoder, model
from triage.understanding.features import Folded, Grams, fold, grams
from triage.understanding.meaning import Reason, TypeGuess, Words
from triage.understanding.model import Floats, NgramModel, Scores
from triage.understanding.phrases import Hit, PhraseBook
from triage.understanding.taxonomy import Demand, Signal, Type

_REPLY = re.compile(
    r"(?:\s*(?:re|aw|sv|vs|antw|odp|res|rif|fwd?|wg|tr|rv|enc|ynt|ats|atb|hs|tl|за|отв|回复|回覆|答复|转发|轉寄|返信)"
    r"(?:\[\d{1,3}\])?[:：])+",
    re.IGNORECASE,
)
_FEW_LETTERS = 12  # a shorter text ("see subject") is read together with any subject
_LONGEST_REASON = 24  # code points; where no spaces part the words, the heart of the run is shown
_HEART = 6
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
        if self._blend is not None and self._blend.labels != self._model.labels:
            raise SettingsWrong(f"{folder}: encoder and n-grams know other labels; train both")
        self._phrases = PhraseBook("demands"), PhraseBook("signals")
        self._details = PhraseBook("details")

    def read(self, words: Words, language: str) -> Judgement:
        """Judge the customer's own words; `language` is BCP 47, "und" if unknown."""
        fields = read_fields(words)
        folded = {name: fold(text) for name, text in fields.items()}
        listed = tuple(grams(field) for field in folded.values())
        if not any(letter.isalpha() for text in fields.values() for letter in text):
            return NOTHING_SAID
        scores = self._model.score(listed)
        heard = self._heard(fields)
        guess, sure = self._type(scores, heard)
        hits = tuple(
            hit
            for book in self._phrases
            for name, text in fields.items()
            for hit in book.find(name, text, language)
        )
        labels = self._labels(scores, heard, hits)
        detail = self._detail(guess.label, fields, language)
        reasons = (
            *self._type_reasons(scores, guess.label, folded, listed, fields),
            *_hit_reasons(hits, labels, fields),
        )
        return Judgement(
            guess,
            sure,
            tuple(demand for demand in Demand if f"demand:{demand}" in labels),
            tuple(signal for signal in Signal if f"signal:{signal}" in labels),
            detail,
            reasons,
        )

    def _heard(self, fields: dict[str, str]) -> Floats | None:
        if self._encoder is None:
            return None
        return self._encoder.score("\n".join(filter(None, map(str.strip, fields.values()))))

    def _type(self, scores: Scores, heard: Floats | None) -> tuple[TypeGuess, bool]:
        if self._blend is None or heard is None:
            chances, least = self._model.probabilities(scores), self._model.sure_from
        else:
            chances = self._blend.probabilities(heard, scores.values)
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
        self, scores: Scores, heard: Floats | None, hits: tuple[Hit, ...]
    ) -> frozenset[str]:
        said = {hit.label for hit in hits if not hit.negated}
        denied = {hit.label for hit in hits if hit.negated} - said
        if self._blend is not None and heard is not None:
            return frozenset(said | (self._blend.said(heard, scores.values) - denied))
        above = scores.values >= self._model.thresholds
        heads = {
            label
            for label, spoken in zip(self._model.labels, above, strict=True)
            if spoken and not label.startswith("type:")
        }
        return frozenset(said | (heads - denied))

    def _detail(self, label: Type, fields: dict[str, str], language: str) -> str:
        if label not in _DETAILS:
            return ""
        said = {
            hit.label
            for name, text in fields.items()
            for hit in self._details.find(name, text, language)
            if not hit.negated
        }
        return next((detail for detail in _DETAILS[label] if detail in said), "")

    def _type_reasons(
        self,
        scores: Scores,
        label: Type,
        folded: dict[str, Folded],
        listed: tuple[Grams, ...],
        fields: dict[str, str],
    ) -> tuple[Reason, ...]:
        """Name the three words that spoke most for the type."""
        if f"type:{label}" not in self._model.labels or not scores.evidence:
            return ()
        parts = self._model.contributions(scores, self._model.labels.index(f"type:{label}"))
        ranked: list[tuple[float, str, int, int]] = []
        at = 0
        for (name, field), occurrences in zip(folded.items(), listed, strict=True):
            mine = parts[at : at + len(occurrences.keys)]
            at += len(occurrences.keys)
            ranked += [(gain, name, *span) for gain, span in _gains(field, occurrences, mine)]
        ranked.sort(key=lambda entry: (-entry[0], entry[1:]))
        top = [(name, *_bare(fields[name], *span)) for gain, name, *span in ranked[:3] if gain > 0]
        return tuple(
            Reason(f"type:{label}", fields[name][start:end], name, start, end)
            for name, start, end in top
        )


def read_fields(words: Words) -> dict[str, str]:
    """Choose what is read: a reply's subject is mostly ours, so it counts if little is said."""
    text, subject = words.text.strip(), words.subject.strip()
    if text and len(text) >= _FEW_LETTERS and _REPLY.match(subject):
        return {"text": words.text}
    return {"subject": words.subject, "text": words.text}


def _gains(field: Folded, occurrences: Grams, parts: Floats) -> list[tuple[float, tuple[int, int]]]:
    """Sum what a field's occurrences added, word by word; give each word's place in the field."""
    if not field.starts:
        return []
    letters = np.zeros(len(field.text) + 1)
    each = parts / np.maximum(occurrences.ends - occurrences.starts, 1)
    np.add.at(letters, occurrences.starts, each)
    np.add.at(letters, occurrences.ends, -each)
    letters = np.cumsum(letters)
    sums = np.concatenate(([0.0], np.cumsum(letters)))
    gains: list[tuple[float, tuple[int, int]]] = []
    finishes = (*(start - 1 for start in field.starts[1:]), len(field.text) - 1)
    for at, finish, (start, end) in zip(field.starts, finishes, field.spans, strict=True):
        if finish - at <= _LONGEST_REASON:  # a masked address counts as one short word
            gains.append((float(sums[finish] - sums[at]), (start, end)))
            continue
        hearts = sums[at + _HEART : finish + 1] - sums[at : finish + 1 - _HEART]
        best = int(np.argmax(hearts))
        gains.append((float(hearts[best]), (start + best, start + best + _HEART)))
    return gains


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the punctuation around a word, unless there is nothing else."""
    word = text[start:end]
    letters = [place for place, letter in enumerate(word) if letter.isalnum()]
    return (start + letters[0], start + letters[-1] + 1) if letters else (start, end)


def _hit_reasons(
    hits: tuple[Hit, ...], labels: frozenset[str], fields: dict[str, str]
) -> tuple[Reason, ...]:
    first = {hit.label: hit for hit in reversed(hits) if not hit.negated and hit.label in labels}
    return tuple(
        Reason(hit.label, fields[hit.field][hit.start : hit.end], hit.field, hit.start, hit.end)
        for hit in sorted(first.values(), key=lambda hit: (hit.field, hit.start, hit.label))
    )
