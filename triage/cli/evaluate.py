"""`triage evaluate`: how well labelled mails are understood, as tables, JSON or a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.words import say
from triage.errors import PathMissing

if TYPE_CHECKING:
    from triage.evaluation.report import Mistake, Report

_WORST = 8


def evaluate(
    path: Annotated[Path, typer.Argument(help="Labelled mails: .jsonl, mbox or a folder of them.")],
    json: Annotated[bool, typer.Option("--json", help="All figures as one JSON object.")] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with the plots to this file.")
    ] = None,
    mistakes: Annotated[
        bool, typer.Option("--mistakes", help="List what was told wrong, mail by mail.")
    ] = False,
    ngrams: Annotated[
        bool, typer.Option("--ngrams", help="Judge by n-grams and phrases, without the encoder.")
    ] = False,
) -> None:
    """Say how well labelled mails are understood; needs no store."""
    from triage.cli.shops import shops
    from triage.evaluation import labelled, page, report
    from triage.evaluation.judging import read_all

    shop = shops(opening.named_settings(), ngrams=ngrams)[0]
    mails = list(labelled.load(path))
    told = []
    with output.progress("evaluating", beside=False) as tell:
        for one in read_all(mails, shop.identity, shop.reader):
            told.append(one)
            tell(one.mail.where, len(told), len(mails))
    made = report.report(told)
    wrong = report.mistakes(told) if mistakes else []
    if html is not None:
        _write(html, page.page(made, path.name))
    if json:
        output.put_json(_as_object(made) | ({"mistakes": wrong} if mistakes else {}))
        return
    _show(made)
    if mistakes:
        _list(wrong)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PathMissing(f"{file}: cannot be written ({error.strerror}); name another") from error
    output.note(say("page written: {}").format(file))


def _as_object(made: Report) -> dict[str, Any]:
    """Lay out the report with what is worked out beside what was counted."""
    from triage.evaluation.figures import Share, Spotted

    def laid(value: Any) -> Any:
        if isinstance(value, Share):
            low, high = value.interval
            return {
                "share": round(value.value, 4),
                "interval": [round(low, 4), round(high, 4)],
                "right": value.right,
                "of": value.of,
            }
        if isinstance(value, Spotted):
            return {
                "f1": round(value.f1, 4),
                "interval": [round(value.low, 4), round(value.high, 4)],
                "precision": round(value.precision, 4),
                "recall": round(value.recall.value, 4),
                "right": value.right,
                "told": value.said,
                "there": value.true,
            }
        if isinstance(value, dict):
            return {
                " → ".join(key) if isinstance(key, tuple) else key: laid(one)
                for key, one in value.items()
            }
        if isinstance(value, tuple):
            return [laid(one) for one in value]
        if hasattr(value, "__dataclass_fields__"):
            return {name: laid(getattr(value, name)) for name in value.__dataclass_fields__}
        return value

    found: dict[str, Any] = laid(made)
    return found


def _show(made: Report) -> None:
    from triage.evaluation.page import headline, milliseconds, percent

    console = output.console()
    table = output.table("Figure", "Value", "95 %", "Counts", wide=("Counts",))
    for row in headline(made):
        table.add_row(*row)
    table.add_row(
        "processor time a mail",
        milliseconds(made.median_seconds),
        "",
        f"median; 95 of 100 below {milliseconds(made.p95_seconds)}",
    )
    console.print(table)
    worst = sorted(made.type_by_language.items(), key=lambda pair: (pair[1].value, pair[0]))
    if len(worst) > 1:
        table = output.table("Language", "Type right", "Mails")
        for code, share in worst[:_WORST]:
            table.add_row(code, percent(share.value), str(share.of))
        console.print(table)
    wrong = {pair: count for pair, count in made.confused.items() if pair[0] != pair[1]}
    if wrong:
        table = output.table("True type", "Told as", "Mails")
        for (true, told), count in sorted(wrong.items(), key=lambda one: (-one[1], one[0]))[
            :_WORST
        ]:
            table.add_row(true, told, str(count))
        console.print(table)
    if made.hidden:
        output.note(say("taken for no customer's: {}").format(", ".join(made.hidden)))


def _list(wrong: list[Mistake]) -> None:
    table = output.table("Mail", "Field", "True", "Told", wide=("True", "Told"))
    for one in wrong:
        table.add_row(one.where, one.field, output.safe(one.true), output.safe(one.told))
    output.console().print(table)
