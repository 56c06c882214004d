"""The judge of lines: the chain's sums are right, and the shipped model is small and sensible."""

from __future__ import annotations

import json
from itertools import product
from math import exp, log
from pathlib import Path

import numpy as np
import pytest

from triage.errors import SettingsWrong
from triage.mail import line_judge
from triage.mail.line_features import Setting
from triage.mail.line_judge import chained, load, shared

NOTICE = (
    "Hello Lindenhof & Lanterns,",
    "",
    "You have received a new message from a buyer on Marktly about order 4711-22.",
    "",
    "The glass of my lantern came broken and I need it for Saturday. Can you send me a new one?",
    "",
    "Please answer within 24 hours in your seller account.",
    "Reply to the buyer (<https://seller.marktly.example/m/1>)",
    "You receive this e-mail because you sell on Marktly.",
)


def test_the_chain_sums_over_all_ways() -> None:
    alone, apart = [0.7, -1.2, 2.0, 0.1], [True, False, True]
    links = np.asarray([[[0.5, -0.3], [-1.0, 1.1]], [[0.2, 0.0], [0.4, -0.6]]])
    weights = {}
    for way in product((0, 1), repeat=4):
        score = sum(one for one, state in zip(alone, way, strict=True) if state)
        for n, blank in enumerate(apart):
            score += links[int(blank), way[n], way[n + 1]]
        weights[way] = exp(score)
    for n, found in enumerate(chained(alone, apart, links)):
        for_it = sum(weight for way, weight in weights.items() if way[n])
        against = sum(weight for way, weight in weights.items() if not way[n])
        assert found == pytest.approx(log(for_it / against))


def test_the_chain_bears_scores_however_sure() -> None:
    links = np.full((2, 2, 2), 5.0)
    found = chained([900.0, -900.0, 900.0], [False, True], links)
    assert np.isfinite(found).all()


def test_the_shipped_model_tells_a_buyers_words_from_the_wrapper() -> None:
    model = shared()
    scores = model.score(NOTICE, Setting(senders=("marktly",), ours=("lindenhof",)))
    assert scores[1] == 0.0
    assert scores[4] < 0
    assert all(scores[at] > model.cut_from for at in (7, 8))


def test_no_lines_have_no_scores() -> None:
    assert shared().score([], Setting()) == []
    assert shared().score(["", " "], Setting()) == [0.0, 0.0]


def test_the_shipped_arrays_are_small() -> None:
    assert (line_judge.FOLDER / line_judge.ARRAYS).stat().st_size < 2_000_000


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    card = json.loads((line_judge.FOLDER / line_judge.CARD).read_text(encoding="utf-8"))
    card["features"]["version"] = [0, 0]
    (tmp_path / line_judge.CARD).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"run `python -m triage\.learning lines` again"):
        load(tmp_path)
