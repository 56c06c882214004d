"""`triage correct`: say how a case's newest mail is rightly understood, or that it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from triage.cli import opening, output
from triage.cli.words import chinese, language_name, say, say_all
from triage.errors import UsageWrong
from triage.understanding.taxonomy import Demand, Signal, Type

if TYPE_CHECKING:
    from triage.correction import Corrected
    from triage.understanding.correcting import Right

Word = TypeVar("Word", bound=StrEnum)

# What an agent is told; the journal has the rest.
_TOLD = ("type", "demands", "signals", "language", "priority", "team", "gist")
_LISTED = "Words by comma; '' for none."


def correct(
    case: Annotated[str, typer.Argument(help="Number of the case, e.g. C-7KQ2P.")],
    type: Annotated[  # noqa: A002 - the option's name
        str | None, typer.Option("--type", help="What it complains about.")
    ] = None,
    demands: Annotated[
        str | None, typer.Option("--demands", help=f"All it asks for. {_LISTED}")
    ] = None,
    signals: Annotated[
        str | None, typer.Option("--signals", help=f"All that makes it urgent. {_LISTED}")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="What it is written in, e.g. de.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="It was understood rightly; nothing is to change.")
    ] = False,
    by: Annotated[str, typer.Option("--by", help="Your name, for the journal.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say how a case's newest mail is rightly understood."""
    right = _right(type, demands, signals, language, confirm=confirm)
    from triage.cli.desk import SOMEBODY
    from triage.correction import correct as run

    with opening.office() as office:
        done = run(office, case, right, by or SOMEBODY)
    if json:
        output.put_json(_as_object(done))
        return
    _print(done, confirmed=confirm)


def _right(
    type_: str | None,
    demands: str | None,
    signals: str | None,
    language: str | None,
    *,
    confirm: bool,
) -> Right:
    """Check the words as typed. Raises UsageWrong, naming those that exist."""
    from triage.understanding.correcting import Right
    from triage.understanding.languages import known, languages

    said = [each for each in (type_, demands, signals, language) if each is not None]
    if confirm and said:
        raise UsageWrong("correct: --confirm says that all is right; leave the others out")
    if not confirm and not said:
        raise UsageWrong(
            "correct: say what is wrong: --type, --demands, --signals or --language; "
            "or --confirm if all is right"
        )
    code = known(language) if language is not None else None
    if code == "":
        raise UsageWrong(f"--language: {language!r} is unknown; known: {', '.join(languages())}")
    return Right(
        type=None if type_ is None else _words("--type", type_, Type, single=True)[0],
        demands=None if demands is None else frozenset(_words("--demands", demands, Demand)),
        signals=None if signals is None else frozenset(_words("--signals", signals, Signal)),
        language=code,
        confirmed=confirm,
    )


def _words(option: str, said: str, kind: type[Word], *, single: bool = False) -> list[Word]:
    """Read words by comma, as codes or as people write them ("partial refund")."""
    known = {each.value: each for each in kind}
    wanted = [part.strip() for part in ([said] if single else said.split(",")) if part.strip()]
    found = [known.get(part.lower().replace(" ", "_").replace("-", "_")) for part in wanted]
    unknown = [part for part, word in zip(wanted, found, strict=True) if word is None]
    if unknown or (single and not found):
        named = repr(unknown[0]) if unknown else "nothing"
        raise UsageWrong(f"{option}: {named} is unknown; known: {', '.join(known)}")
    return [word for word in found if word is not None]


def _as_object(done: Corrected) -> dict[str, object]:
    example = done.example
    return {
        "case": done.after.number,
        "mail": example.mail_id,
        "changed": bool(done.changes) or done.new,
        "changes": [{"field": c.field, "old": c.old, "new": c.new} for c in done.changes],
        "understood": {
            "type": example.type,
            "demands": example.demands,
            "signals": example.signals,
            "language": example.language,
        },
        "draft": done.answer,
        "draft_version": done.draft_version,
    }


def _print(done: Corrected, *, confirmed: bool) -> None:
    """Show what the mail means now, what that changed, and what became of the answer."""
    case, example = done.after, done.example
    if not done.changes and not done.new:
        output.put(say("{}: said already, nothing changes").format(case.number))
        return
    head = say("{}: understood rightly (mail {})") if confirmed else say("{}: corrected (mail {})")
    output.put(head.format(case.number, example.mail_id))
    mark = "：" if chinese() else ": "
    meaning = [
        ("Type", say(example.type.value)),
        ("Wants", say_all(example.demands) or "–"),
        ("Signals", say_all(example.signals) or "–"),
        ("Language", language_name(example.language)),
    ]
    for label, value in meaning:
        output.put(f"  {say(label)}{mark}{value}")
    told = {change.field: change for change in done.changes}
    if told:
        output.put(say("what changes in the case:"))
    gist = "gist_zh" if chinese() else "gist_en"
    for field in _TOLD:
        change = told.get(gist if field == "gist" else field)
        if change is None:
            continue
        if field == "gist":
            output.put(output.safe(f"  {say('Gist')}{mark}{change.new}"))
            continue
        old, new = (_said(each) or "–" for each in (change.old, change.new))
        why = f" ({'; '.join(case.priority_reasons)})" if field == "priority" else ""
        output.put(output.safe(f"  {say(field)}{mark}{old} → {new}{why}"))
    _print_answer(done)


def _said(codes: str) -> str:
    return say_all([code for code in codes.split(", ") if code])


def _print_answer(done: Corrected) -> None:
    lines = {
        "replaced": "a draft that fits takes the place of the old one: triage drafts show {}",
        "edited": "the draft is in an agent's hands and stays; look it through: "
        "triage drafts show {}",
        "approved": "an answer is approved already and stays; look it through: "
        "triage drafts show {}",
        "sent": "an answer that no longer fits was sent already: triage drafts show {}",
    }
    if line := lines.get(done.answer.value):
        output.note(say(line).format(done.after.number))
