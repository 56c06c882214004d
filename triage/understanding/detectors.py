"""The two general language detectors behind one shape: py3langid, and langdetect made repeatable.

The trap: langdetect draws lots unless seeded, knows neither Malay nor Serbian, and its probability
means little (0.99999 for one word); py3langid's is well calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping

from langdetect import DetectorFactory, LangDetectException, detect_langs
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from triage.understanding.languages import UNKNOWN, languages

DetectorFactory.seed = 0


class LangId:
    """py3langid with all its 140 languages, so that a text in one we do not read is noticed."""

    def __init__(self) -> None:
        """Load the model (0.4 s, 100 MB)."""
        self._codes = _labels("langid")
        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def read(self, text: str) -> Mapping[str, float]:
        """Give each language's probability, those we do not read together as "und"."""
        return _ours(self._codes, self._identifier.rank(text))


class LangDetect:
    """langdetect, its labels mapped to our languages; its profiles load with the first text."""

    def __init__(self) -> None:
        """Note which labels are ours."""
        self._codes = _labels("langdetect")

    def read(self, text: str) -> Mapping[str, float]:
        """Give each language's probability; empty if the text says nothing."""
        try:
            found = [(one.lang, one.prob) for one in detect_langs(text)]
        except LangDetectException:  # no letters it knows
            return {}
        return _ours(self._codes, found)


def _labels(detector: str) -> Mapping[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for code, one in languages().items():
        for label in one.langid if detector == "langid" else one.langdetect:
            codes.setdefault(label, []).append(code)
    return codes


def _ours(codes: Mapping[str, list[str]], found: list[tuple[str, float]]) -> Mapping[str, float]:
    shares: dict[str, float] = {}
    for label, share in found:
        for code in codes.get(label, (UNKNOWN,)):
            shares[code] = shares.get(code, 0.0) + share
    return shares
