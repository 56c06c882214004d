"""`triage templates list`, `coverage`, `check` and `new`: what is there, what lacks, what is wrong.

The trap: a folder is looked at as it lies there, broken or not; only `Library` refuses it whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import output, template_changes, template_history, template_views
from triage.cli.options import AsJson
from triage.cli.template_folder import (
    Elsewhere,
    Languages,
    checked_languages,
    folder_of,
    holiday_in,
    spread,
)
from triage.cli.words import chinese, language_name, say, tell
from triage.errors import TemplateBroken, UsageWrong

if TYPE_CHECKING:
    from triage.drafts.coverage import Coverage, Part
    from triage.drafts.examine import Flaw
    from triage.drafts.scopes import Checked, Scope

app = typer.Typer(
    no_args_is_help=True, help="Look at templates, try them out, see what a change does."
)
app.command()(template_views.preview)
app.command("what-if")(template_changes.what_if)
app.command()(template_changes.diff)
app.command()(template_history.history)
app.command()(template_history.show)
app.command()(template_history.revert)

INCOMPLETE = 1
FLAWED = 4
_MOST_KEYS = 12  # named of what is missing; --json names all


@app.command("list")
def list_(langs: Languages = None, templates: Elsewhere = None, json: AsJson = False) -> None:
    """List every template with its version, files and overrides."""
    from triage.drafts.scopes import scopes

    folder = folder_of(templates)
    wanted = checked_languages(folder, langs)
    every = scopes(folder)
    rows = [
        row for scope in every if scope.language in wanted for row in _rows(folder, scope, every)
    ]
    if json:
        for row in rows:
            output.put_json(row)
        return
    table = output.table(
        "Language", "Template", "Version", "Files", "Overridden by", wide=("Files", "Overridden by")
    )
    for row in rows:
        over = ", ".join(row["overridden_by"])
        files = row["error"] or ", ".join(row["files"])
        table.add_row(row["scope"], say(row["template"]), row["version"], output.safe(files), over)
    output.console().print(table)
    output.note(str(folder))


def _rows(folder: Path, scope: Scope, every: tuple[Scope, ...]) -> Iterator[dict[str, Any]]:
    from triage.drafts.draft import FIRST_ANSWERS, MessageKind
    from triage.drafts.scopes import is_unfinished
    from triage.understanding.taxonomy import Type

    over = [
        str(other)
        for other in every
        if other != scope and not scope.store and not other.familiar and _over(other, scope)
    ]
    row: dict[str, Any] = {
        "language": scope.language,
        "scope": str(scope),
        "template": "acknowledgment",
        "version": "",
        "files": [],
        "overridden_by": over,
        "unfinished": not scope.store and is_unfinished(folder, scope.language),
        "error": "",
    }
    try:
        words = scope.library(folder).choose(scope.language).words
    except TemplateBroken as error:
        yield row | {"error": str(error)}
        return
    for name in words.templates:
        first = name in {*FIRST_ANSWERS, *Type}
        kind = MessageKind.ACKNOWLEDGMENT if first else MessageKind.PROGRESS
        files = [file.name for file in words.made_of(name, kind)]
        yield row | {"template": name, "version": words.version(name, kind), "files": files}


def _over(other: Scope, base: Scope) -> bool:
    """Tell whether a region or a store stands over a language."""
    same = other.language == base.language
    return (same and bool(other.store)) or other.language.startswith(f"{base.language}-")


@app.command()
def coverage(templates: Elsewhere = None, json: AsJson = False) -> None:
    """Say what each language has and lacks."""
    from triage.drafts.coverage import courteous_lines, languages
    from triage.drafts.coverage import coverage as of
    from triage.understanding.languages import languages as known

    folder = folder_of(templates)
    lines = courteous_lines(folder)
    told = [of(folder, language, lines) for language in languages(folder)]
    absent = {code: _instead(folder, code) for code in known() if not _has(told, code)}
    if json:
        for each in told:
            output.put_json(_as_object(each))
        for code, instead in absent.items():
            output.put_json({"language": code, "complete": None, "answered_in": instead})
    else:
        _print_coverage(told, absent)
    if not all(each.complete for each in told):
        raise typer.Exit(INCOMPLETE)


def _has(told: list[Coverage], code: str) -> bool:
    return any(code in (each.language, each.language.partition("-")[0]) for each in told)


def _instead(folder: Path, code: str) -> str:
    """Return the language that answers where one has no set."""
    from triage.drafts.library import FALLBACK
    from triage.drafts.phrases import read_table

    file = folder / "relatives.toml"
    near = read_table(file.name, file.read_text("utf-8-sig")) if file.is_file() else {}
    relative = str(near.get(code, ""))
    return relative if relative and (folder / relative).is_dir() else FALLBACK


def _as_object(each: Coverage) -> dict[str, Any]:
    parts = {part.name: {"of": part.of, "missing": part.missing} for part in each.parts}
    told = {"language": each.language, "complete": each.complete, "folder": each.folder}
    return told | {"region_of": each.region_of or None, "parts": parts, "broken": each.broken}


def _print_coverage(told: list[Coverage], absent: dict[str, str]) -> None:
    columns = [part.name for part in told[0].parts] if told else []
    table = output.table("Language", *columns)
    for each in told:
        table.add_row(each.folder, *(_cell(part) for part in each.parts))
    output.console().print(table)
    for each in told:
        for fault in each.broken:
            output.note(tell(fault))
        missing = [f"{each.folder}/{n}" for part in each.parts if part.needed for n in part.missing]
        _note_missing(missing)
    for code, instead in absent.items():
        line = say("{}: no set; answered in {}")
        output.note(line.format(language_name(code), language_name(instead)))


def _cell(part: Part) -> str:
    if not part.missing:
        return "✓"
    return "–" if not part.needed else f"{part.of - len(part.missing)}/{part.of}"


def _note_missing(missing: list[str] | tuple[str, ...]) -> None:
    for name in missing[:_MOST_KEYS]:
        output.note(say("still to be written: {}").format(name))
    if len(missing) > _MOST_KEYS:
        output.note(say("and {} more; --json names all").format(len(missing) - _MOST_KEYS))


@app.command()
def check(
    langs: Languages = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Compose one draft in seven: every pair is met.")
    ] = False,
    templates: Elsewhere = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes to spread over.")
    ] = 1,
    json: AsJson = False,
) -> None:
    """Compose every draft there can be and report what is wrong."""
    from triage.drafts.scopes import check as run
    from triage.drafts.scopes import scopes

    folder = folder_of(templates)
    every = scopes(folder, checked_languages(folder, langs))
    given = [(folder, scope, holiday_in(scope.language)) for scope in every]
    bad = drafts = 0
    with output.progress("checking") as tell:
        for done, one in enumerate(spread(partial(run, quick=quick), given, jobs), 1):
            tell(str(one.scope), done, len(every))
            bad += bool(one.broken or one.missing or _grave(one))
            drafts += one.variants
            if json:
                output.put_json(one)
            else:
                _print_checked(one)
    line = say("{} drafts composed, {} of {} in order")
    output.note(line.format(drafts, len(every) - bad, len(every)))
    if bad:
        raise typer.Exit(FLAWED)


def _grave(one: Checked) -> list[Flaw]:
    from triage.drafts.draft import Level

    return [flaw for flaw in one.flaws if flaw.level is not Level.HINT]


def _print_checked(one: Checked) -> None:
    name = f"{one.scope}{say(' (not in force)') if one.unfinished else ''}"
    if one.broken:
        output.put(output.safe(f"{name}{'：' if chinese() else ': '}{tell(one.broken)}"))
    _note_missing(one.missing)
    for flaw in one.flaws:
        mark = "：" if chinese() else ": "
        output.put(
            output.safe(
                f"{name}{mark}{say(flaw.level.value)}{mark}“{flaw.text}” – {tell(flaw.why)}"
            )
        )
        for place in flaw.places:
            output.put(output.safe(f"    {place}"))
        output.put("    " + say("in {} drafts, first in: {}").format(flaw.variants, flaw.example))
    if one.unfinished and not (one.broken or one.missing or _grave(one)):
        line = say("{}: complete; rename {} to {} to put it in force")
        code = one.scope.language
        output.put(line.format(code, f"{code}.new", code))


@app.command()
def new(
    lang: Annotated[str, typer.Argument(help="The language's code, e.g. hi or pt-BR.")],
    model: Annotated[
        str, typer.Option("--from", help="The language to translate from.", metavar="LANG")
    ] = "en",
    templates: Elsewhere = None,
) -> None:
    """Begin a language: every key empty, the text to translate above it."""
    from triage.drafts.library import UNFINISHED
    from triage.drafts.starting import new_language

    folder = folder_of(templates)
    if model not in checked_languages(folder, None):
        raise UsageWrong(f"--from: {model} is not in {folder}")
    sources = {
        path.name: path.read_text("utf-8-sig")
        for path in sorted((folder / model).glob("*"))
        if path.suffix in {".toml", ".txt"}
    }
    made = new_language(lang, model, sources)
    place = folder / f"{lang}{UNFINISHED}"
    for there in (folder / lang, place):
        if there.exists():
            raise UsageWrong(f"{there} is there already")
    place.mkdir()
    for file in made:
        (place / file.name).write_text(file.text, encoding="utf-8")
    output.put(str(place))
    output.note(
        say("not in force yet; `triage templates check {}` names what is left to translate").format(
            lang
        )
    )
