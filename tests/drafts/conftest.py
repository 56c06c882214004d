"""The store's own templates, read once for every test of drafts."""

from __future__ import annotations

import pytest

from tests.drafts.make import TEMPLATES
from triage.drafts.library import Library


@pytest.fixture(scope="session")
def library() -> Library:
    """Return the templates as shipped."""
    return Library(TEMPLATES)
