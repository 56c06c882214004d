"""What the other words of a run's sentence say of it, where no label touches it.

The trap: a sentence may name two numbers, and a word that has found its own says nothing of ours.
"""

from __future__ import annotations

import re
from functools import cache

from triage.understanding.numbers.context import View
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.nouns import OF_THINGS
from triage.understanding.numbers.plain import fold, fold_word
from triage.understanding.numbers.tokens import Token

_DOUBTED = 40  # characters within which a noun of another number puts a bare one in doubt
_REACH = 28  # characters from a label to its own number
_BACK = 120  # characters in which the sentence before begins
_STOP = re.compile(r"[!?。！？؟\n]|\.\s")
_ORDER = frozenset({Says.ORDER, Says.STEM})
_POSTED = frozenset({Says.CARRIER, Says.TRACKING})
_RUN = re.compile("[0-9A-Za-z-]{0,12}[0-9]{3}")
_RUN_BEFORE = re.compile(r"[0-9]{3}(?:[.-]\w{1,6})? ?$")


def sentence_says(view: View, token: Token) -> frozenset[Says]:
    """Return what the labels of the run's sentence say, nouns of the matter aside."""
    return frozenset(
        label.says
        for label in view.labels_beside(token)
        if not label.matter and (label.says is not Says.OTHER or _just_before(view, label, token))
    )


def free_says(view: View, token: Token) -> frozenset[Says]:
    """Return what those labels of the sentence say that have no number of their own.

    A number alone in its sentence has the carrier of the one before: "Instabox … 10877669715."
    """
    return frozenset(
        label.says
        for label in (view.labels_beside(token) or _line_before(view, token))
        if not label.matter
        and (label.says is not Says.OTHER or _just_before(view, label, token))
        and (label.says is Says.CARRIER or not _has_own(view, label, token))
    )


def _line_before(view: View, token: Token) -> tuple[Label, ...]:
    """Return the labels of the sentence, or wrapped line, before a run that stands alone in its."""
    start, end = view.sentence(token)
    if re.search(r"[^\W\d_]", view.text[start : token.start] + view.text[token.end : end]):
        return ()
    first = max(0, start - _BACK)
    blank = view.text.rfind("\n\n", first, start)
    before = (m.end() for m in _STOP.finditer(view.text, max(first, blank), start - 1))
    begin = max(before, default=max(first, blank))
    return tuple(label for label in view.labels if begin <= label.start < token.start)


def is_of_parcel(view: View, token: Token) -> bool:
    """Tell whether the sentence speaks of a parcel on its way, and of no number but this one.

    "Das Paket (4471…) steht in Taulov", "order LL-20931 went out as 4471… with GLS".
    """
    free = [label for label in view.labels_beside(token) if not _has_own(view, label, token)]
    if any(label.says is Says.OTHER and _just_before(view, label, token) for label in free):
        return False
    start, end = view.sentence(token)
    said = fold(view.text[start:end])[0]
    posted = any(label.says in _POSTED for label in free) or _posted(view.language).search(said)
    return bool(posted) and not any(label.says in _ORDER for label in free)


def _has_own(view: View, label: Label, token: Token) -> bool:
    """Tell whether another number stands right behind a label, or right before it."""
    behind = _RUN.search(view.text, label.end, label.end + _REACH)
    if behind and not token.start <= behind.end() <= token.end:
        return view.is_direct(view.text[label.end : behind.start()])
    before = _RUN_BEFORE.search(view.text[max(0, label.start - _REACH) : label.start])
    return before is not None and label.start - _REACH + before.end() < token.start


@cache
def _posted(language: str) -> re.Pattern[str]:
    labels = load_facts().labels
    codes = (language, "en") if language in labels else tuple(labels)
    words = {fold_word(word) for code in codes for word in labels[code].posted}
    return re.compile("|".join(_begun(word) for word in sorted(words)))


def _begun(word: str) -> str:
    """Return a pattern of words that begin so; scripts without spaces have no beginnings."""
    if word[0] >= "\u0e00":
        return re.escape(word)
    # A Hebrew or Arabic preposition or article sticks to the word.
    prefix = "(?:[בהלמשו]|ال|بال|لل)?" if word[0] >= "\u0590" else ""
    return rf"(?<![^\W\d_]){prefix}{re.escape(word)}"


def _just_before(view: View, label: Label, token: Token) -> bool:
    gap = view.text[label.end : token.start] if label.end <= token.start else None
    if gap is None or len(gap) > _DOUBTED:
        return False
    return label.detail not in OF_THINGS or not view.relates(gap)
