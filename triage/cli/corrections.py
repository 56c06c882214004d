"""`triage corrections`: the labelled examples a store's agents have made by correcting.

The trap: they are redacted, and still a customer's words: they leave this machine by hand only.
"""

from __future__ import annotations

import json as json_text
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.clock import clock
from triage.cli.options import AnyStore, AsJson, InStore
from triage.cli.words import say, say_all
from triage.errors import PathMissing, SettingsWrong
from triage.understanding.taxonomy import Demand, Signal

if TYPE_CHECKING:
    from triage.storage.corrections import Correction

app = typer.Typer(no_args_is_help=True, help="Examples your agents made by correcting.")

_FROM_OUTSIDE = "import"  # who, where a line does not say
_SHOWN = 60  # characters of a text in the table


@app.command("list")
def list_(store: AnyStore = "", json: AsJson = False) -> None:
    """List what agents corrected or confirmed, the oldest first."""
    from triage.storage.corrections import Corrections

    with opening.store() as database:
        found = Corrections(database).listed(store)
    if json:
        for row in found:
            output.put_json(row)
        return
    if not found:
        output.note(say("no corrections; `triage correct CASE` makes them"))
        return
    table = output.table(
        "Id", "When", "By", "Case", "Lang", "Told", "Rightly", "Words", wide=("Rightly", "Words")
    )
    for row in found:
        when = output.day(datetime.fromisoformat(row["when"]))
        told = say(row["told_type"]) if row["told_type"] else "–"
        table.add_row(
            str(row["id"]), when, output.safe(row["by"]), row["case"], row["language"], told,
            say_all([row["type"], *row["demands"], *row["signals"]]),
            output.safe(" ".join(f"{row['subject']} {row['text']}".split())[:_SHOWN]),
        )  # fmt: skip
    output.console().print(table)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to; - for stdout.")],
    store: AnyStore = "",
) -> None:
    """Write them as JSON Lines, as docs/labelling.md has them."""
    from triage.storage.corrections import Corrections

    with opening.store() as database:
        rows = Corrections(database).rows(store)
    lines = "".join(json_text.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if str(file) == "-":
        sys.stdout.write(lines)
        return
    try:
        file.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise PathMissing(f"{file}: cannot be written: {error.strerror}") from error
    output.note(say("{} corrections written to {}").format(len(rows), file))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines as written by export.")],
    store: InStore = "",
) -> None:
    """Take in examples from a file; twice changes nothing."""
    from triage.cli.orders import store_id
    from triage.storage.corrections import Corrections

    which = store_id(opening.settings(), store)
    good, bad = _read(file, which)
    with opening.store(write=True) as database:
        kept = Corrections(database)
        new = sum(kept.take_in(each) for each in good)
    output.put(say("{} taken in, {} known already").format(new, len(good) - new))
    for line in bad:
        output.note(output.safe(line))
    if bad:
        raise SettingsWrong(f"{file}: {len(bad)} lines are no labelled mails; the others are kept")


@app.command()
def delete(
    number: Annotated[int, typer.Argument(metavar="ID", help="As `list` shows it.")],
) -> None:
    """Erase one example; its case stays as it is."""
    from triage.storage.corrections import Corrections

    with opening.store(write=True) as database:
        Corrections(database).delete(number)
    output.put(say("correction {} is erased").format(number))


def _read(file: Path, store: str) -> tuple[list[Correction], list[str]]:
    """Read a file of labelled lines; a bad line is named, the others are taken."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PathMissing(f"{file}: cannot be read: {error}") from error
    good: list[Correction] = []
    bad: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            good.append(_correction(json_text.loads(line), file.name.split(".")[0], store))
        except KeyError as fault:
            bad.append(f"{file}:{number}: {fault.args[0]} is missing")
        except (TypeError, ValueError) as fault:
            bad.append(f"{file}:{number}: {fault}")
    return good, bad


def _correction(row: Any, language: str, store: str) -> Correction:
    """Check one line; what comes from outside is redacted again, for nobody else may have."""
    from triage.evaluation.labelled import truth_of
    from triage.storage.corrections import Correction
    from triage.understanding.languages import known
    from triage.understanding.meaning import Words
    from triage.understanding.redaction import redact

    if not isinstance(row, dict):
        raise TypeError("no JSON object")
    truth = truth_of(row, language)
    code = known(truth.language)
    if not code and truth.language != "und":
        raise ValueError(f"{truth.language!r} is no language code we know")
    at = datetime.fromisoformat(str(row["when"])) if "when" in row else clock()
    if at.tzinfo is None:
        raise ValueError(f"when: {row['when']!r} names no time zone")
    words = Words(subject=str(row.get("subject", "")), text=str(row["text"]))
    redacted = redact(words, code or "und")
    if not redacted.text.strip() and not redacted.subject.strip():
        raise ValueError("text is empty")
    return Correction(
        store=store,
        at=at,
        who=str(row.get("by", "")) or _FROM_OUTSIDE,
        language=code or "und",
        subject=redacted.subject,
        text=redacted.text,
        type=truth.type,
        demands=tuple(each for each in Demand if each in truth.demands),
        signals=tuple(each for each in Signal if each in truth.signals),
    )
