"""`triage learn`: a store's corrections become its own judgement, if that is no worse."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.clock import clock
from triage.cli.options import InStore
from triage.cli.words import say
from triage.errors import NothingLearnt, UsageWrong

if TYPE_CHECKING:
    from pathlib import Path

    from triage.learning.calibration import Counts
    from triage.learning.own import Compared, TypesRight


def learn(
    store: InStore = "",
    force: Annotated[bool, typer.Option("--force", help="Keep it although it gets worse.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how good it would be; write nothing.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Take away what was learnt; corrections stay.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Learn from the store's corrections how its mails are understood."""
    from triage import learnt
    from triage.cli.orders import store_id
    from triage.learning import lessons, own
    from triage.storage.corrections import Corrections
    from triage.understanding.complaint import names_of_models

    if forget and (force or dry_run or json):
        raise UsageWrong("learn: --forget stands alone")
    settings = opening.settings()
    which, data = store_id(settings, store), settings.paths.data
    file = learnt.place(data, which)
    if forget:
        _forget(which, file, learnt.cache(data, which))
        return
    with opening.store() as database:
        known = lessons.corrected(Corrections(database).listed(which))
    if len(known) < own.LEAST:
        raise NothingLearnt(
            f"{which}: {len(known)} corrections are too few to learn from, {own.LEAST} are needed; "
            "`triage correct CASE` makes them, also with --confirm"
        )
    ear = lessons.Ear(learnt.cache(data, which))
    with output.progress(say("reading examples")) as tell:
        lesson = lessons.gather(known, ear, tell)
    if not dry_run:
        ear.keep()
    step, compared = lessons.learn(known, lesson, names_of_models())
    figures, worse = _figures(compared), compared.worse
    writes = not dry_run and (force or not worse)
    if writes:
        learnt.write(file, step, learnt.Card(clock(), len(known), figures))
    if json:
        head = {"store": which, "corrections": len(known), "encoded": ear.heard}
        output.put_json(head | figures | {"worse": worse, "written": writes})
    else:
        _show(compared)
    if worse and not writes and not dry_run:
        raise NothingLearnt(
            f"{which}: nothing was written, for {worse}. More corrections help; "
            "look through `triage corrections list`; --force keeps it all the same"
        )
    if writes:
        told = say("{}: learnt from {} corrections; `run` takes it up by itself")
        output.note(told.format(which, len(known)))
    else:
        output.note(say("nothing was written"))
        if worse:
            output.note(say("it would be refused: {}").format(worse))


def _forget(store: str, file: Path, cache: Path) -> None:
    there = file.exists()
    for each in (file, cache):
        each.unlink(missing_ok=True)
    told = "{}: mails are read as without corrections" if there else "{}: nothing was learnt yet"
    output.put(say(told).format(store))


def _figures(compared: Compared) -> dict[str, Any]:
    def types(pair: tuple[TypesRight, TypesRight]) -> dict[str, Any]:
        return {
            when: {"right": one.right, "of": one.of, "log_loss": round(one.loss, 4)}
            for when, one in zip(("before", "after"), pair, strict=True)
        }

    def spoken(pair: tuple[Counts, Counts]) -> dict[str, Any]:
        return {
            when: {"f1": round(one.score(), 4), "right": one.right, "told": one.said}
            | {"there": one.true}
            for when, one in zip(("before", "after"), pair, strict=True)
        }

    return {
        "types": types(compared.corrections),
        "shipped_examples": types(compared.anchors),
        "labels": {label: spoken(pair) for label, pair in sorted(compared.labels.items())},
    }


def _show(compared: Compared) -> None:
    table = output.table("Figure", "Before", "After", "Counts")

    def add(name: str, before: float, after: float, counts: str) -> None:
        table.add_row(say(name), f"{100 * before:.1f}", f"{100 * after:.1f}", counts)

    rows = (("type, your corrections", compared.corrections),
            ("type, shipped examples", compared.anchors))  # fmt: skip
    for name, (before, after) in rows:
        counts = f"{before.right} → {after.right} / {before.of}"
        add(name, before.right / before.of, after.right / after.of, counts)
    one, other = compared.corrections
    add("its probability, your corrections", exp(-one.loss), exp(-other.loss), str(one.of))
    for label, (was, now) in sorted(compared.labels.items()):
        counts = f"{was.right} → {now.right} / {now.true}"
        add(f"{say(label.partition(':')[2])}, F1", was.score(), now.score(), counts)
    output.console().print(table)
