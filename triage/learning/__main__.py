"""`python -m triage.learning train|evaluate`: behind `triage learn` and `triage evaluate`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from triage.errors import TriageError
from triage.learning import examples, train
from triage.learning.evaluate import evaluate
from triage.understanding import model

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command("train")
def train_command(
    source: Annotated[Path, typer.Option(help="folder of labelled mails")] = examples.FOLDER,
    target: Annotated[Path, typer.Option(help="folder of the model")] = model.FOLDER,
    on: Annotated[str, typer.Option(help="date on the card, YYYY-MM-DD; today if left out")] = "",
) -> None:
    """Train the n-gram model, judge it in five folds and write it with its card."""
    today = date.fromisoformat(on) if on else datetime.now(UTC).date()  # noqa: TID251 - an edge
    card = train.train(source, target, today, lambda line: typer.echo(line, err=True))
    typer.echo(json.dumps(card["scores"], indent=1, ensure_ascii=False))


@app.command("evaluate")
def evaluate_command(path: Annotated[Path, typer.Argument(help="labelled mails")]) -> None:
    """Judge labelled mails with the shipped model and print the scores."""
    typer.echo(json.dumps(evaluate(examples.load(path)), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    try:
        app()
    except TriageError as failure:
        typer.echo(str(failure), err=True)
        raise SystemExit(failure.exit_code) from failure
