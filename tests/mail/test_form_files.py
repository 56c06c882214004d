"""Tests for a form's rows of files, and for visitors who name a file in a sentence."""

from __future__ import annotations

import pytest

from triage.mail.form_files import lists_files, names_files


@pytest.mark.parametrize(
    "line",
    [
        "Upload a photo or video: pump.mp4",
        "Laden Sie hier Fotos hoch: lampe hinten.mov (3,1 MB), IMG_0114.heic",
        "Ajoutez une photo | https://forms.example/u/vitre.jpg?dl=1",
        "Files: pump.mp4 (<https://forms.example/u/pump.mp4>)",
        "写真をアップロードしてください：写真1.jpg",
    ],
)
def test_a_row_of_files_is_the_forms(line: str) -> None:
    assert names_files(line)


@pytest.mark.parametrize(
    "line",
    [
        "I also wrote about it in my letter: reklamace.pdf",
        "Photos: the glass, broken",
        "See a.jpg",
        "Two panes, one handle, the wick and the cap of it are broken: a.jpg",
    ],
)
def test_a_visitors_sentence_is_theirs(line: str) -> None:
    assert not names_files(line)


def test_files_below_their_label() -> None:
    assert lists_files(["Upload pictures of the problem", "- cap1.jpg", "- cap2.jpg"])
    assert not lists_files(["The cap is stuck.", "cap1.jpg"])
    assert not lists_files(["cap1.jpg"])
