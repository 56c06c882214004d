"""`triage templates preview`: drafts to look at, of the matrix, for a mail, or for real cases.

Nothing is written here but the page asked for: no store, no mailbox, no history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import findings, opening, output
from triage.cli.options import AnyStore
from triage.cli.template_folder import (
    Elsewhere,
    checked_languages,
    folder_of,
    holiday_in,
    write_page,
)
from triage.cli.words import chinese, language_name, say, say_all, tell
from triage.drafts.draft import MessageKind
from triage.errors import UsageWrong
from triage.understanding.taxonomy import Type

if TYPE_CHECKING:
    from triage.drafts.draft import Draft
    from triage.drafts.matrix import Variant

HtmlFile = Annotated[
    Path | None, typer.Option("--html", help="Write a page to look through to this file.")
]
MOST = 1000

Shown = tuple[str, "Draft"]  # a title and a draft


def preview(
    lang: Annotated[
        list[str] | None, typer.Option("--lang", help="Only in this language; several times.")
    ] = None,
    type: Annotated[  # noqa: A002 - the option's name
        Type | None, typer.Option("--type", help="Only the first answer of this type.")
    ] = None,
    kind: Annotated[
        MessageKind | None, typer.Option("--kind", help="Only messages of this kind.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every variant there can be, not one of each.")
    ] = False,
    mail: Annotated[
        Path | None, typer.Option("--mail", help="The draft this mail would get.")
    ] = None,
    cases: Annotated[
        int, typer.Option("--cases", min=0, max=MOST, help="The drafts of the last N real cases.")
    ] = 0,
    store: AnyStore = "",
    templates: Elsewhere = None,
    html: HtmlFile = None,
) -> None:
    """Show drafts: of every type and kind, for a mail, for real cases."""
    if mail is not None and cases:
        raise UsageWrong("preview: give --mail or --cases, not both")
    if mail is not None:
        shown = _of_mails(mail, store, templates)
    elif cases:
        shown = _of_cases(cases, store, templates)
    else:
        folder = folder_of(templates)
        # A terminal is no place for two thousand letters; a page is.
        wanted = lang or (None if html is not None else ["en"])
        shown = {
            code: _of_matrix(folder, code, store, type, kind, every=every)
            for code in checked_languages(folder, wanted)
        }
    if html is None:
        _print(shown)
    else:
        from triage.cli.contact_sheet import card

        groups = {name: [card(*one) for one in drafts] for name, drafts in shown.items()}
        count = sum(map(len, groups.values()))
        page_of(html, say("Templates"), say("{} drafts").format(count), groups)


def _of_matrix(
    folder: Path,
    language: str,
    store: str,
    about: Type | None,
    kind: MessageKind | None,
    *,
    every: bool,
) -> list[Shown]:
    from triage.drafts.compose import compose
    from triage.drafts.matrix import gallery, matrix
    from triage.drafts.scopes import Scope

    library = Scope(language, store).library(folder)
    variants = (matrix if every else gallery)(language, holiday_in(language))
    if about is not None and kind is None:
        kind = MessageKind.ACKNOWLEDGMENT
    picked = [each for each in variants if _is_wanted(each, about, kind)]
    return [
        (say_all(variant.name.split(", ")), compose(library, variant.facts)) for variant in picked
    ]


def _is_wanted(variant: Variant, about: Type | None, kind: MessageKind | None) -> bool:
    facts = variant.facts
    return kind in (None, facts.kind) and about in (None, facts.type)


def _of_mails(file: Path, store: str, templates: Path | None) -> dict[str, list[Shown]]:
    """Understand mails as strangers' and compose what each would get; the store is only read."""
    from triage.cli.clock import clock
    from triage.isolation import parse_safely
    from triage.office import opened
    from triage.pipeline import Reserved, ask, decide, read
    from triage.sources import mails
    from triage.storage.known import answer

    settings = _with_templates(opening.settings(), templates)
    name = store or next(iter(settings.store))
    if name not in settings.store:
        raise UsageWrong(f"--store: {name} is none of {', '.join(settings.store)}")
    shown: dict[str, list[Shown]] = {}
    with opened(settings, clock, write=False) as office:
        practice, now = office.practices[name], clock()
        for path, content in mails([file]):
            reading = read(practice, parse_safely(content, truncated=False), junk=False)
            questions = ask(practice, reading)
            known = answer(office.database, name, questions, 0)
            outcome = decide(
                practice, reading, questions, known, Reserved(1, 1), received_at=now, now=now
            )
            if outcome.draft is None:
                output.note(say("{}: no draft: {}").format(path, tell(outcome.no_draft)))
                continue
            about = outcome.case.type.value if outcome.case else ""
            title = f"{path} · {say(about)}"
            shown.setdefault(outcome.draft.language, []).append((title, outcome.draft))
    return shown


def _with_templates(settings: Any, templates: Path | None) -> Any:
    if templates is None:
        return settings
    paths = settings.paths.model_copy(update={"templates": folder_of(templates)})
    return settings.model_copy(update={"paths": paths})


def _of_cases(most: int, store: str, templates: Path | None) -> dict[str, list[Shown]]:
    from triage.cli.what_if import Side
    from triage.storage.composed import last_composed

    side = Side(opening.settings(), folder_of(templates))
    shown: dict[str, list[Shown]] = {}
    with opening.store() as database:
        for one in last_composed(database, most, store):
            draft = side.draft(one)
            if draft is not None:
                title = f"{one.case.number} · {say(one.case.type.value)} · {draft.kind.value}"
                shown.setdefault(draft.language, []).append((title, draft))
    if not shown:
        output.note(say("no cases with a draft of the program's own"))
    return shown


def _print(shown: dict[str, list[Shown]]) -> None:
    for name, drafts in shown.items():
        for title, draft in drafts:
            output.put(output.safe(f"── {name} · {title} ──"))
            _print_draft(draft)


def _print_draft(draft: Draft) -> None:
    mark = "：" if chinese() else ": "
    output.put(output.safe(f"{say('Subject')}{mark}{draft.subject}\n"))
    output.put("\n".join(output.safe(line) for line in draft.body.rstrip().split("\n")))
    for gap in draft.gaps:
        output.put(f"  {findings.gap(gap)}")
    for line in (line for each in draft.findings for line in findings.lines(each)):
        output.put(output.safe(f"  {line}"))
    output.put(f"  {draft.template} · {draft.template_version}\n")


def page_of(file: Path, title: str, remark: str, groups: Mapping[str, Iterable[Any]]) -> None:
    """Write cards, by language or file, as one page."""
    from triage.cli.contact_sheet import Group, page

    made = [
        Group(language_name(name), f"g{at}", tuple(cards))
        for at, (name, cards) in enumerate(groups.items())
    ]
    write_page(file, page(title, remark, made, "zh-Hans" if chinese() else "en"))
