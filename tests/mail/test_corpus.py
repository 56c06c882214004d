"""Every mail of the corpus comes out as it is labelled; the unseen ones are counted elsewhere."""

from __future__ import annotations

import pytest

from tests.labelled_mails import Labelled, compare, labelled


@pytest.mark.parametrize("one", labelled("corpus"), ids=lambda one: one.name)
def test_mail_of_the_corpus_comes_out_as_labelled(one: Labelled) -> None:
    came = compare(one)
    assert came.wrong == {}, came.rules
