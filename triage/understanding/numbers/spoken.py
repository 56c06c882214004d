"""Says under which language labels are listed, and which languages put a number before its noun.

The trap: labels that may stand behind their number are only those no other language uses before it.
"""

from __future__ import annotations

from functools import cache

from triage.understanding.numbers.facts import LanguageLabels, load_facts

NUMBER_FIRST = frozenset({"tr", "hu", "hi", "ja", "ko", "zh-Hans", "zh-Hant"})
_ALIASES = {"nn": "nb", "no": "nb", "bs": "hr", "zh": "zh-Hans", "iw": "he", "in": "id", "gl": "es"}


def known_language(language: str) -> str:
    """Return the code labels are listed under, "" for an unknown language (then all are tried)."""
    labels = load_facts().labels
    for code in (language, _ALIASES.get(language, ""), language.split("-")[0]):
        if code in labels:
            return code
    return _ALIASES.get(language.split("-")[0], "")


@cache
def number_first_labels() -> frozenset[str]:
    """Return the labels that may stand behind their number, for mails of unknown language."""
    listed = (load_facts().labels[code] for code in NUMBER_FIRST)
    words = {word for labels in listed for word in _nouns(labels)}
    return frozenset(words - set(_nouns(load_facts().labels["en"])))


def _nouns(labels: LanguageLabels) -> tuple[str, ...]:
    return (*labels.order, *labels.stems, *(word for _, word in labels.not_order))
