"""`python -m triage.learning train|lines|kinds|encoder`: makes the models that are shipped.

PyTorch is imported by the encoder's commands alone, for the program and the tests do without it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from triage.errors import TriageError
from triage.learning import examples, kinds, line_templates, lines, train
from triage.mail import kind_judge, line_judge
from triage.understanding import model

app = typer.Typer(add_completion=False, no_args_is_help=True)
encoder_app = typer.Typer(no_args_is_help=True, help="The encoder beside the n-grams.")
app.add_typer(encoder_app, name="encoder")

Source = Annotated[Path, typer.Option(help="folder of labelled mails")]
Target = Annotated[Path, typer.Option(help="folder of the model")]
On = Annotated[str, typer.Option(help="date on the card, YYYY-MM-DD; today if left out")]
Dev = Annotated[Path, typer.Option(help="whole labelled mails to choose by")]


@app.command("train")
def train_command(
    source: Source = examples.FOLDER,
    target: Target = model.FOLDER,
    on: On = "",
) -> None:
    """Train the n-gram model, judge it in five folds and write it with its card."""
    card = train.train(source, target, _day(on), _say)
    typer.echo(json.dumps(card["scores"], indent=1, ensure_ascii=False))


@encoder_app.command("train")
def encoder_train_command(
    work: Annotated[Path, typer.Option(help="folder where every epoch is kept, 84 MB each")],
    dev: Dev,
    source: Source = examples.FOLDER,
    target: Target = model.FOLDER,
    epochs: Annotated[int, typer.Option(min=1)] = 4,
    rate: Annotated[float, typer.Option(help="learning rate at the top of the cycle")] = 8e-5,
    threads: Annotated[int, typer.Option(min=1)] = 1,
    seed: Annotated[int, typer.Option()] = 20,
    pushed: Annotated[float, typer.Option(min=0, help="adversarial; 0 halves the time")] = 0.01,
    share: Annotated[float, typer.Option(min=0.01, max=1, help="part of the mails to show")] = 1.0,
    start: Annotated[Path | None, typer.Option(help="epoch or encoder.onnx to go on from")] = None,
    on: On = "",
) -> None:
    """Fine-tune the encoder, export it, choose its blend with the n-grams and write its card."""
    from triage.learning import encoder
    from triage.learning.encoder_train import Course

    base = encoder.ground(source, dev)
    course = Course(epochs, rate, threads, seed, start, pushed, share)
    epoch = encoder.train(base, course, work, _say)
    card = encoder.export(base, epoch, target, _day(on), _say)
    _tell(card)


@encoder_app.command("export")
def encoder_export_command(
    epoch: Annotated[Path, typer.Argument(help="an epoch kept by train")],
    dev: Dev,
    source: Source = examples.FOLDER,
    target: Target = model.FOLDER,
    on: On = "",
) -> None:
    """Write an epoch as the program reads it, with blend and card; trains nothing."""
    from triage.learning import encoder

    card = encoder.export(encoder.ground(source, dev), epoch, target, _day(on), _say)
    _tell(card)


@encoder_app.command("calibrate")
def encoder_calibrate_command(dev: Dev, target: Target = model.FOLDER) -> None:
    """Choose blend and thresholds anew for the encoder as it is, after changes beside it."""
    from triage.learning import encoder

    card = encoder.calibrate(dev, target)
    _tell(card)


@app.command("lines")
def lines_command(
    mails: Annotated[Path, typer.Option(help="folder of corpus/ and unseen/")] = Path("tests"),
    source: Source = examples.FOLDER,
    wrappers: Annotated[Path, typer.Option(help="lines of machines")] = line_templates.FOLDER,
    target: Annotated[Path, typer.Option(help="folder of the judge of lines")] = line_judge.FOLDER,
    on: On = "",
) -> None:
    """Train the judge of lines on labelled raw mails, prose and wrapper lines."""
    card = lines.train(mails, source, wrappers, target, _day(on), _say)
    typer.echo(json.dumps(card["scores"], indent=1, ensure_ascii=False))


@app.command("kinds")
def kinds_command(
    mails: Annotated[Path, typer.Option(help="folder of corpus/ and unseen/")] = Path("tests"),
    source: Source = examples.FOLDER,
    target: Annotated[Path, typer.Option(help="folder of the judge of kinds")] = kind_judge.FOLDER,
    on: On = "",
) -> None:
    """Train the judge of kinds on labelled raw mails and customers' letters."""
    card = kinds.train(mails, source, target, _day(on), _say)
    typer.echo(json.dumps(card["scores"], indent=1, ensure_ascii=False))


@app.command("simulate")
def simulate_command(
    dev: Dev,
    cache: Annotated[Path, typer.Option(help="file that keeps what the encoder was asked")],
) -> None:
    """Say what a store's corrections are worth, by stores that correct some of dev."""
    from triage.learning import simulate

    given = simulate.mails(dev, cache, lambda *_: None)
    for row in simulate.simulate(given):
        typer.echo(json.dumps(asdict(row), ensure_ascii=False))


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _tell(card: dict[str, object]) -> None:
    scores = {key: card[key] for key in ("blend", "dev") if key in card}
    typer.echo(json.dumps(scores, indent=1, ensure_ascii=False))


def _day(on: str) -> date:
    return date.fromisoformat(on) if on else datetime.now(UTC).date()  # noqa: TID251 - an edge


if __name__ == "__main__":
    try:
        app()
    except TriageError as failure:
        typer.echo(str(failure), err=True)
        raise SystemExit(failure.exit_code) from failure
