"""What reading labelled mails is worth: every figure with its counts and its 95 % interval.

A mail that was taken for no customer's counts as wrong everywhere; what a label leaves open counts
nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from triage.evaluation.figures import Share, Spotted, spotted
from triage.evaluation.judging import Told
from triage.understanding.meaning import NumberFound, Understanding
from triage.understanding.numbers.keys import key_of
from triage.understanding.taxonomy import Demand, Signal

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_SLOWEST = 5
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Tenth:
    """Mails whose type was told with a confidence in one tenth of 0..1."""

    start: float
    confidence: float  # mean
    hit: Share


@dataclass(frozen=True, slots=True)
class Labels:
    """How well a set of labels was spotted: all together, and each."""

    together: Spotted
    each: dict[str, Spotted]

    @property
    def mean_f1(self) -> float:
        """Return the mean F1 of the labels that occur."""
        met = [one.f1 for one in self.each.values() if one.true]
        return sum(met) / len(met) if met else 1.0


@dataclass(frozen=True, slots=True)
class Numbers:
    """How well numbers were found: per mail exactly those that are there, and each."""

    exact: Share
    each: Spotted


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one evaluation. `confused` counts (true type, told type), both by id."""

    mails: int
    hidden: tuple[str, ...]  # mails taken for no customer's
    language: Share
    language_by_language: dict[str, Share]
    type: Share
    type_or_second: Share
    type_by_type: dict[str, Share]
    type_by_language: dict[str, Share]
    confused: dict[tuple[str, str], int]
    sure: Share
    right_when_sure: Share
    reliability: tuple[Tenth, ...]
    demands: Labels
    signals: Labels
    orders: Numbers
    tracking: Numbers
    name: Share
    median_seconds: float
    p95_seconds: float
    slowest: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing told wrong; holds labels and numbers, never a customer's text."""

    where: str
    field: str
    true: str
    told: str


def report(told: Sequence[Told]) -> Report:
    """Compare what was told with what is true."""
    languages = [_is_language(one) for one in told]
    types = [_is_type(one) for one in told]
    true_languages = [one.mail.truth.language for one in told]
    sure = [one.understood is not None and one.understood.sure for one in told]
    seconds = sorted((one.seconds for one in told if one.understood), reverse=True)
    slowest = sorted(told, key=lambda one: -one.seconds)[:_SLOWEST]
    return Report(
        mails=len(told),
        hidden=tuple(one.mail.where for one in told if one.understood is None),
        language=_share(languages),
        language_by_language=_by(true_languages, languages),
        type=_share(types),
        type_or_second=_share([_is_type(one, guesses=2) for one in told]),
        type_by_type=_by([str(one.mail.truth.type) for one in told], types),
        type_by_language=_by(true_languages, types),
        confused=dict(
            Counter(
                (str(one.mail.truth.type), str(one.understood.type.label))
                for one in told
                if one.understood
            )
        ),
        sure=_share(sure),
        right_when_sure=_share([hit for hit, is_sure in zip(types, sure, strict=True) if is_sure]),
        reliability=_reliability(told, types),
        demands=_labels(told, Demand, lambda one: one.demands, lambda one: one.mail.truth.demands),
        signals=_labels(told, Signal, lambda one: one.signals, lambda one: one.mail.truth.signals),
        orders=_numbers(told, lambda one: one.order_numbers, lambda one: one.mail.truth.orders),
        tracking=_numbers(
            told, lambda one: one.tracking_numbers, lambda one: one.mail.truth.tracking
        ),
        name=_share([_is_name(one) for one in told if one.mail.truth.name is not None]),
        median_seconds=seconds[len(seconds) // 2] if seconds else 0.0,
        p95_seconds=quantiles(seconds, n=20)[-1] if len(seconds) > 1 else sum(seconds),
        slowest=tuple((one.mail.where, one.seconds) for one in slowest if one.understood),
    )


def mistakes(told: Iterable[Told]) -> list[Mistake]:
    """List what was told wrong, mail by mail."""
    found: list[Mistake] = []
    for one in told:
        truth, said, where = one.mail.truth, one.understood, one.mail.where
        if said is None:
            found.append(Mistake(where, "kind", "customer", str(one.kind)))
            continue
        if not _is_language(one):
            found.append(Mistake(where, "language", truth.language, said.language.code))
        if not _is_type(one):
            found.append(Mistake(where, "type", truth.type, _type_told(said)))
        wrong = (
            ("demands", truth.demands, frozenset(said.demands)),
            ("signals", truth.signals, frozenset(said.signals)),
            ("orders", _keys(truth.orders), _keys(n.value for n in said.order_numbers)),
            ("tracking", _keys(truth.tracking), _keys(n.value for n in said.tracking_numbers)),
        )
        found += [
            Mistake(where, field, " ".join(sorted(true - came)), " ".join(sorted(came - true)))
            for field, true, came in wrong
            if true is not None and came is not None and true != came
        ]
        if truth.name is not None and not _is_name(one):
            found.append(Mistake(where, "name", truth.name, said.name))
    return found


def _type_told(said: Understanding) -> str:
    return f"{said.type.label} ({said.type.confidence:.2f}{', sure' if said.sure else ''})"


def _is_language(one: Told) -> bool:
    return one.understood is not None and one.understood.language.code == one.mail.truth.language


def _is_type(one: Told, guesses: int = 1) -> bool:
    if one.understood is None:
        return False
    guess = one.understood.type
    others = (label for label, _ in guess.alternatives[: guesses - 1])
    return one.mail.truth.type in (guess.label, *others)


def _is_name(one: Told) -> bool:
    """Whoever greets may use more of the name than the label, never another."""
    if one.understood is None:
        return False
    true, said = (str(one.mail.truth.name).casefold(), one.understood.name.casefold())
    if _UNSPACED.search(true):  # 孙 is in 孙建国
        return true in said
    return true == said or (bool(true) and set(true.split()) <= set(said.split()))


def _share(hits: Sequence[bool]) -> Share:
    return Share(sum(hits), len(hits))


def _by(groups: Sequence[str], hits: Sequence[bool]) -> dict[str, Share]:
    of, right = Counter(groups), Counter[str]()
    for group, hit in zip(groups, hits, strict=True):
        right[group] += hit
    return {group: Share(right[group], of[group]) for group in sorted(of)}


def _reliability(told: Sequence[Told], hits: Sequence[bool]) -> tuple[Tenth, ...]:
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for one, hit in zip(told, hits, strict=True):
        if one.understood:
            confidence = one.understood.type.confidence
            tenth = min(int(confidence * _TENTHS), _TENTHS - 1)
            tenths.setdefault(tenth, []).append((confidence, hit))
    return tuple(
        Tenth(
            tenth / _TENTHS,
            sum(confidence for confidence, _ in mails) / len(mails),
            _share([hit for _, hit in mails]),
        )
        for tenth, mails in sorted(tenths.items())
    )


def _labels(
    told: Sequence[Told],
    kind: type[Demand] | type[Signal],
    said: Callable[[Understanding], Iterable[str]],
    true: Callable[[Told], Iterable[str]],
) -> Labels:
    pairs = [
        (frozenset(said(one.understood)) if one.understood else frozenset(), frozenset(true(one)))
        for one in told
    ]
    each = {str(label): _spotted([(s & {label}, t & {label}) for s, t in pairs]) for label in kind}
    return Labels(_spotted(pairs), each)


def _numbers(
    told: Sequence[Told],
    said: Callable[[Understanding], Iterable[NumberFound]],
    true: Callable[[Told], Iterable[str] | None],
) -> Numbers:
    pairs: list[tuple[frozenset[str], frozenset[str]]] = []
    for one in told:
        keys = _keys(true(one))
        if keys is not None:
            came = said(one.understood) if one.understood else ()
            pairs.append((_keys(number.value for number in came) or frozenset(), keys))
    return Numbers(_share([said == true for said, true in pairs]), _spotted(pairs))


def _keys(numbers: Iterable[str] | None) -> frozenset[str] | None:
    return None if numbers is None else frozenset(map(key_of, numbers))


def _spotted(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Spotted:
    return spotted(
        [len(said & true) for said, true in pairs],
        [len(said) for said, _ in pairs],
        [len(true) for _, true in pairs],
    )
