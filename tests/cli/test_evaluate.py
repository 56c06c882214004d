"""`triage evaluate`: tables, JSON, the page, and how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from triage.cli.app import app
from triage.errors import PathMissing

RUN = CliRunner()
MAILS = """From - Thu Nov 12 09:14:00 2026
Label-Type: damaged
Label-Demands: refund
Label-Orders: LL-20931
Label-Name: Petra
From: Petra Lindner <petra@post.example>
Subject: Broken
Message-ID: <1@post.example>

The vase from order LL-20931 arrived smashed to pieces. I want my money back.

From - Thu Nov 12 09:15:00 2026
Label-Type: customs_tax
Label-Name: Tom
From: Tom <tom@post.example>
Subject: Shoes
Message-ID: <2@post.example>

My shoes are too small. How do I send them back?
"""


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    file = tmp_path / "en.mbox"
    file.write_text(MAILS, encoding="utf-8")
    return file


def test_the_figures_come_as_json_with_counts_and_intervals(mbox: Path) -> None:
    told = RUN.invoke(app, ["evaluate", str(mbox), "--json"])
    assert told.exit_code == 0
    made = json.loads(told.stdout)
    assert made["mails"] == 2
    assert (made["type"]["right"], made["type"]["of"], made["type"]["share"]) == (1, 2, 0.5)
    assert 0 < made["type"]["interval"][0] < 0.5 < made["type"]["interval"][1] < 1
    assert made["confused"]["damaged → damaged"] == 1
    assert made["demands"]["each"]["refund"]["f1"] == 1.0
    assert made["orders"]["exact"]["right"] == 2


def test_mistakes_name_the_mail_and_no_words_of_the_customer(mbox: Path) -> None:
    told = RUN.invoke(app, ["evaluate", str(mbox), "--json", "--mistakes"])
    wrong = json.loads(told.stdout)["mistakes"]
    assert {"en.mbox#2", "type", "customs_tax"} <= set(wrong[0].values())
    shown = RUN.invoke(app, ["evaluate", str(mbox), "--mistakes"]).stdout
    assert "en.mbox#2" in shown
    assert "shoes" not in shown


def test_n_grams_alone_can_be_asked(mbox: Path) -> None:
    told = RUN.invoke(app, ["evaluate", str(mbox), "--json", "--ngrams"])
    both = RUN.invoke(app, ["evaluate", str(mbox), "--json"])
    first, second = (json.loads(one.stdout)["reliability"] for one in (told, both))
    assert first != second


def test_a_page_is_written(mbox: Path, tmp_path: Path) -> None:
    file = tmp_path / "figures.html"
    told = RUN.invoke(app, ["evaluate", str(mbox), "--html", str(file)])
    assert told.exit_code == 0
    assert "en.mbox" in file.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_said(mbox: Path, tmp_path: Path) -> None:
    told = RUN.invoke(app, ["evaluate", str(mbox), "--html", str(tmp_path)])
    assert isinstance(told.exception, PathMissing) or told.exit_code == PathMissing.exit_code
