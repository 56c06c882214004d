"""`triage drafts new` and `triage drafts kinds`: letters after the first answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from triage.cli import opening, output
from triage.cli.options import AsJson
from triage.cli.words import chinese, say
from triage.errors import PathMissing, UsageWrong

if TYPE_CHECKING:
    from triage.cases.case import Case
    from triage.cli.letter_fields import Typed
    from triage.drafts.draft import MessageKind
    from triage.storage.database import Database


def new(
    case: Annotated[str, typer.Argument(help="Number of the case, e.g. C-7KQ2P.", metavar="CASE")],
    kind: Annotated[
        str, typer.Option("--kind", help="What it is for; `triage drafts kinds` lists them.")
    ] = "",
    amount: Annotated[
        str, typer.Option("--amount", help="Sum of money, e.g. 25,00 or 25.00.")
    ] = "",
    currency: Annotated[
        str, typer.Option("--currency", help="ISO code, e.g. EUR; default: the customer's own.")
    ] = "",
    tracking: Annotated[
        str, typer.Option("--tracking", help="Tracking number of the parcel.")
    ] = "",
    date: Annotated[
        str, typer.Option("--date", help="Day it was booked or sent, or until when it holds.")
    ] = "",
    address: Annotated[
        str, typer.Option("--address", help="Where to send the item; \\n ends a line.")
    ] = "",
    address_file: Annotated[
        Path | None, typer.Option("--address-file", help="Take the address from a file.")
    ] = None,
    code: Annotated[str, typer.Option("--code", help="Code of a voucher.")] = "",
    reason: Annotated[
        str, typer.Option("--reason", help="Why, by its key; `triage drafts kinds` lists them.")
    ] = "",
    agent: Annotated[str, typer.Option("--agent", help="Your name, which signs.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Also in place of a draft an agent has worded.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Compose a letter as the draft of a case, in its customer's language."""
    from triage.cli.desk import SOMEBODY
    from triage.cli.draft_page import print_draft
    from triage.cli.letter_fields import Typed, kind_named, typed_fields
    from triage.cli.whole_case import draft_object
    from triage.letters import Asked, write
    from triage.storage import cases

    if address and address_file is not None:
        raise UsageWrong("new: give --address or --address-file, not both")
    lines = _read(address_file) if address_file is not None else address
    wanted = kind_named(kind)
    typed = Typed(amount, currency, tracking, date, lines, code, reason)
    with opening.office() as office:
        found = cases.find(office.database, case)
        practice = office.practices[found.store]
        fields = typed_fields(
            wanted,
            typed,
            today=practice.working_time.local_day(office.clock()),
            usual=_usual_currency(office.database, found, typed),
            return_address=practice.store.return_address,
        )
        asked = Asked(wanted, fields, agent, replace)
        made = write(office, found.number, asked, agent or SOMEBODY)
    if json:
        output.put_json(draft_object(made), indent=2)
    else:
        print_draft(made)


def kinds(json: AsJson = False) -> None:
    """List what letters can be for, with the fields of each."""
    from triage.cli.letter_fields import OPTIONS, fields_of
    from triage.drafts.draft import LETTERS, Refusal
    from triage.drafts.letters import promises

    if json:
        for kind in LETTERS:
            options = {name: OPTIONS[name] for name in fields_of(kind)}
            reasons = list(Refusal) if "reason" in options else []
            output.put_json(
                {"kind": kind, "fields": options, "promises": promises(kind), "reasons": reasons}
            )
        return
    table = output.table("Letter", "For", "Fields", wide=("For", "Fields"))
    for kind in LETTERS:
        told = [OPTIONS[name] for name in fields_of(kind)]
        table.add_row(kind.value, _purpose(kind), " ".join(told) or "–")
    output.console().print(table)
    mark = "：" if chinese() else ": "
    output.put(f"\n--reason{mark}{', '.join(Refusal)}")


def _purpose(kind: MessageKind) -> str:
    """Say in the person's language what a letter is for."""
    return say(_PURPOSES[kind.value])


_PURPOSES = {
    "order_number": "which order is it about?",
    "follow_up.first": "what we asked for is not there yet",
    "follow_up.second": "the same once more, and when the case is closed",
    "progress": "where the matter stands, and a new time",
    "holding": "a promised answer is not there yet, and a new time",
    "satisfaction": "is all well now?",
    "closing": "closes the case for now",
    "resolution.explanation": "an explanation",
    "resolution.apology": "an apology",
    "resolution.refund": "a refund that is booked",
    "resolution.partial_refund": "a part refunded, as agreed",
    "resolution.partial_refund_offer": "the offer to refund a part",
    "resolution.replacement": "the item sent again",
    "resolution.missing_part_sent": "the missing part sent",
    "resolution.exchange": "how to send the item in for another one",
    "resolution.return": "how to return the item",
    "resolution.repair": "how to send the item in for repair",
    "resolution.coupon": "a voucher",
    "resolution.extended_warranty": "a longer warranty",
    "resolution.order_changed": "the order is changed",
    "resolution.order_cancelled": "the order is cancelled",
    "resolution.documents_sent": "the papers asked for; attach them yourself",
    "resolution.carrier_enquiry": "an enquiry with the carrier, and a new time",
    "resolution.rejected": "a refusal with its reason",
}


def _usual_currency(database: Database, case: Case, typed: Typed) -> str:
    """Return the one currency of the customer's orders, else of the mails; "" if not just one."""
    from triage.storage.order_beside import Tie, beside
    from triage.storage.told import facts_of

    if not typed.amount:
        return ""
    listed = {
        each.order.currency
        for each in beside(database, case)
        if each.order is not None and each.tie is not Tie.ALSO
    }
    told = {
        amount.currency or ""
        for facts in facts_of(database, case.id).values()
        for amount in facts.amounts
    }
    for found in (listed - {""}, told - {""}):
        if found:
            return found.pop() if len(found) == 1 else ""
    return ""


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PathMissing(f"{file}: cannot be read: {error}") from error
