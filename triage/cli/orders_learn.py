"""`triage orders learn-pattern`: how a store's order numbers look, from samples."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.cli import opening, output
from triage.cli.options import InStore
from triage.cli.words import say
from triage.errors import PathMissing, TriageError, UsageWrong

if TYPE_CHECKING:
    from triage.orders.patterns import Learned
    from triage.storage.database import Database
    from triage.storage.mails import Mails
    from triage.understanding.numbers.patterns import StorePattern

MOST_SAMPLES = 20_000  # of the order list, the newest
MOST_MAILS = 500
SHOWN = 5


def learn_pattern(
    numbers: Annotated[list[str] | None, typer.Argument(help="Order numbers of yours.")] = None,
    from_file: Annotated[
        Path | None, typer.Option("--from", help="A file of them: one a line, or an export.")
    ] = None,
    column: Annotated[
        str, typer.Option("--column", help="Which column of the file holds them.")
    ] = "",
    store: InStore = "",
    write: Annotated[
        bool, typer.Option("--write", help="Put what was learnt into settings.toml.")
    ] = False,
    mails: Annotated[
        int, typer.Option("--mails", min=0, help="So many stored mails are looked through.")
    ] = MOST_MAILS,
) -> None:
    """Learn how your order numbers look, from samples or the list."""
    from triage.cli.orders import store_id
    from triage.orders.patterns import learn
    from triage.settings.editing import add_order_patterns, line
    from triage.storage import orders
    from triage.understanding.numbers.patterns import compile_order_pattern

    if numbers and from_file:
        raise UsageWrong("learn-pattern: give numbers or --from FILE, not both")
    which = store_id(opening.settings(), store)
    settings = opening.settings().store[which]
    with opening.store() as database:
        given = list(numbers or ()) or (_of_file(from_file, column) if from_file else [])
        samples = given or orders.numbers(database, which, MOST_SAMPLES)
        if not samples:
            raise UsageWrong(
                "learn-pattern: the order list is empty; give NUMBER…, --from FILE, "
                "or import it first"
            )
        learned = learn(samples)
        compiled = [compile_order_pattern(each.written) for each in learned if each.written]
        _put(learned, len(dict.fromkeys(samples)))
        if compiled:
            _put_others(database, which, compiled, mails)
    wanted = tuple(each.written for each in learned if each.written)
    new = [each for each in wanted if each not in settings.order_patterns]
    if wanted and not new:
        output.put(say("your settings have these patterns already"))
    elif wanted and write:
        added = add_order_patterns(opening.settings_file(), which, wanted)
        output.put(say("written into {}").format(opening.settings_file()) + f": {line(added)}")
    elif wanted:
        output.put(f"\n[store.{which}]\n{line([*settings.order_patterns, *new])}")
    channels = [each.channel for each in learned if each.channel]
    missing = [each for each in channels if not _covers(settings.channels, each)]
    if missing:
        output.note(say("add to channels of [store.{}]: {}").format(which, ", ".join(missing)))


def _put(learned: tuple[Learned, ...], total: int) -> None:
    for each in learned:
        what = each.written or say("numbers of {}").format(each.channel)
        output.put(f"{what}   " + say("{} of {} samples").format(each.samples, total))
        if each.check:
            output.put("  " + say("every sample carries a check digit: {}").format(each.check))
        if each.samples == 1:
            output.note(say("{} rests on one sample; give more").format(what))


def _put_others(database: Database, store: str, compiled: list[StorePattern], most: int) -> None:
    """Say what else the patterns match: everyday numbers, and numbers of the stored mails."""
    from triage.orders.otherwise import like, matches_in
    from triage.storage.mails import Mails
    from triage.storage.order_lookup import customers_mails, resolve

    everyday = like(compiled)
    if everyday:
        output.put(
            say("also matches {}; only a label or the order list links those").format(
                ", ".join(map(say, everyday))
            )
        )
    stored = Mails(database, opening.settings().paths.data / "mails")
    found: Counter[str] = Counter()
    seen = 0
    with output.progress(say("mails")) as bar:
        ids = customers_mails(database, store, most)
        for mail_id, truncated in ids:
            seen += 1
            bar(say("mails"), seen, len(ids))
            text = _text(stored, mail_id, truncated=truncated)
            matched = list(matches_in(text, compiled))
            with database.read() as connection:
                known = resolve(connection, store, [key for key, _ in matched])
            found.update(kind for key, kind in matched if key not in known)
    kinds = ", ".join(f"{say(kind)} {count}" for kind, count in found.most_common(SHOWN))
    none = say("nothing that is not in the order list")
    output.put(say("in {} stored mails also: {}").format(seen, kinds or none))


def _text(stored: Mails, mail_id: int, *, truncated: bool) -> str:
    from triage.errors import UnreadableMail
    from triage.isolation import parse_safely

    try:
        mail = parse_safely(stored.content(mail_id), truncated=truncated)
    except (UnreadableMail, OSError):
        return ""  # what cannot be read holds no number we would read
    return f"{mail.subject}\n{mail.own_words}"


def _of_file(path: Path, column: str) -> list[str]:
    """Return the numbers of an export, or of a file with one on each line."""
    from triage.orders.fields import Field
    from triage.orders.order import OrderRow
    from triage.orders.reading import Options, OrderFile

    try:
        file = OrderFile(path, Options(columns={Field.NUMBER: column} if column else {}))
        return [row.number for row in file.rows() if isinstance(row, OrderRow)]
    except PathMissing:
        raise
    except TriageError:
        if column:
            raise
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    return [each.strip() for each in text.splitlines() if each.strip()]


def _covers(channels: tuple[str, ...], channel: str) -> bool:
    return any(channel == each or channel.startswith(f"{each}_") for each in channels)
