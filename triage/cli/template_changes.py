"""`triage templates what-if` and `diff`: what a change changes, before it is made.

Nothing is written here but the page asked for: real cases are composed anew and thrown away.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import findings, opening, output
from triage.cli.options import AnyStore, AsJson
from triage.cli.template_folder import Elsewhere, folder_of, settings_if_any
from triage.cli.template_views import MOST, HtmlFile, page_of
from triage.cli.words import say
from triage.errors import PathMissing, SettingsWrong, UsageWrong

if TYPE_CHECKING:
    from triage.cli.what_if import Compared


def what_if(
    templates: Elsewhere = None,
    other: Annotated[
        Path | None, typer.Option("--other-settings", help="Settings as they would be.")
    ] = None,
    cases: Annotated[
        int, typer.Option("--cases", min=1, max=MOST, help="So many of the last cases.")
    ] = 100,
    store: AnyStore = "",
    html: HtmlFile = None,
    json: AsJson = False,
) -> None:
    """Say which drafts of the last cases a change would change."""
    from triage.cli.what_if import Side, compared
    from triage.settings import read
    from triage.storage.composed import last_composed

    if templates is None and other is None:
        raise UsageWrong("what-if: name a changed folder, changed settings, or both")
    settings = opening.settings()
    changed = read(other) if other is not None else settings
    folder = folder_of(None)
    there = templates or (changed.paths.templates if other is not None else None) or folder
    today, after = Side(settings, folder), Side(changed, folder_of(there))
    with opening.store() as database:
        every = list(compared(last_composed(database, cases, store), today, after))
    differing = [one for one in every if one.differs]
    if json:
        for one in differing:
            told = {"case": one.case.number, "before": one.before.body, "after": one.after.body}
            marks = {"gaps": one.after.gaps, "findings": one.after.findings}
            output.put_json(told | {"language": one.after.language} | marks)
    elif html is not None:
        _what_if_page(html, differing, len(every))
    else:
        for one in differing:
            _print_beside(one)
    output.note(say("drafts that would change: {} of {}").format(len(differing), len(every)))


def _what_if_page(file: Path, differing: list[Compared], count: int) -> None:
    from triage.cli.contact_sheet import beside

    groups: dict[str, list[Any]] = {}
    headings = say("today"), say("with the change")
    for one in differing:
        title = f"{one.case.number} · {say(one.case.type.value)} · {one.after.kind.value}"
        made = beside(title, one.before, one.after, headings)
        groups.setdefault(one.after.language, []).append(made)
    remark = say("drafts that would change: {} of {}").format(len(differing), count)
    page_of(file, say("What a change would change"), remark, groups)


def _print_beside(one: Compared) -> None:
    from rich.text import Text

    table = output.table("today", "with the change", wide=("today", "with the change"))
    old, new = one.before.body.rstrip(), one.after.body.rstrip()
    table.add_row(Text(output.safe(old)), Text(output.safe(new)))
    if one.before.subject != one.after.subject:
        table.add_row(output.safe(one.before.subject), output.safe(one.after.subject))
    marks = [
        "\n".join([*map(findings.gap, draft.gaps), *map(findings.short, draft.findings)])
        for draft in (one.before, one.after)
    ]
    if any(marks):
        table.add_row(*(output.safe(mark) for mark in marks))
    title = f"── {one.case.number} · {one.after.language} · {say(one.case.type.value)} ──"
    output.put(output.safe(title))
    output.console().print(table)


def diff(
    lang: Annotated[str, typer.Argument(help="The language, e.g. de.")],
    against: Annotated[
        str,
        typer.Option("--against", help="A kept version, or another language; else as shipped."),
    ] = "",
    templates: Elsewhere = None,
    json: AsJson = False,
) -> None:
    """Say which sentences of a language differ from the shipped ones."""
    from triage.drafts.coverage import languages
    from triage.drafts.differing import differences
    from triage.practice import own_templates
    from triage.wording import History

    folder = folder_of(templates)
    with ExitStack() as stack:
        before, beside = own_templates(), ""
        if against in languages(folder):
            before, beside = folder, against
        elif against:
            settings = settings_if_any()
            if settings is None:
                raise SettingsWrong(f"{against}: versions are kept beside a store's data")
            kept = History(settings.paths.data)
            before = stack.enter_context(kept.unpacked(kept.find(against)))
        if not (folder / lang).is_dir() and not (before / lang).is_dir():
            raise PathMissing(f"{folder / lang}: no such folder")
        found = differences(before, folder, lang, against=beside)
    if json:
        for each in found:
            output.put_json(each)
        return
    name = against or say("as shipped")
    table = output.table("File", "Key", name, lang, wide=("Key", name, lang))
    for each in found:
        table.add_row(each.file, each.key, output.safe(each.before), output.safe(each.after))
    if found:
        output.console().print(table)
    output.note(say("texts that differ: {}").format(len(found)))
