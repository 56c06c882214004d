"""A detector that knows nothing of us takes every draft for its own language."""

from __future__ import annotations

from functools import cache

import pytest
from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

from tests.drafts.make import facts, library
from triage.drafts.compose import compose
from triage.drafts.draft import LETTERS
from triage.understanding.taxonomy import RULES, Type

# Written so alike that readers of one read the other, and detectors need not tell them apart.
GROUPS = ({"hr", "sr", "bs"}, {"id", "ms"}, {"nb", "da", "nn", "no"})
SETS = library().languages


@cache
def detector() -> LanguageDetector:
    """Build the detector for all languages of our sets."""
    codes = sorted({language.split("-")[0] for language in SETS})
    known = (Language.from_iso_code_639_1(getattr(IsoCode639_1, code.upper())) for code in codes)
    return LanguageDetectorBuilder.from_languages(*known).build()


@pytest.mark.parametrize("code", SETS)
def test_every_draft_is_taken_for_its_own_language(code: str) -> None:
    language = code.removesuffix("-BR")
    stem = language.split("-")[0]
    near = next((group for group in GROUPS if stem in group), {stem})
    locale = code if code != language else ""
    answers = [
        facts(language=language, locale=locale, about=about, missing=RULES[about].asks)
        for about in Type
    ]
    letters = [facts(language=language, locale=locale, kind=kind) for kind in LETTERS]
    for given in (*answers, *letters):
        draft = compose(library(), given)
        found = detector().detect_language_of(draft.body)
        assert draft.language == code
        assert found is not None, draft.body
        assert found.iso_code_639_1.name.lower() in near, draft.body
