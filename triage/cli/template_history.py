"""`triage templates history`, `show` and `revert`: which words were in force when, and back.

The trap: a draft's version is a hash of the files behind it alone, not of the folder; the folder's
version that holds those files is searched for, the newest first.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from triage.cli import opening, output
from triage.cli.clock import clock
from triage.cli.options import AsJson
from triage.cli.template_folder import folder_of
from triage.cli.words import chinese, say
from triage.errors import NotFound, TemplateBroken, UsageWrong

if TYPE_CHECKING:
    from triage.storage.drafts import StoredDraft
    from triage.wording import History, Version

_DIGITS = re.compile(r"[0-9a-f]{4,12}")
_CASE = re.compile(r"C-", re.IGNORECASE)
_NAMED = 6  # files of a change that are named in the table


def history(
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 30,
    json: AsJson = False,
) -> None:
    """List the versions of the templates that were in force."""
    every = _history().versions()
    rows = [
        (version, version.changed_since(every[at - 1] if at else None))
        for at, version in enumerate(every)
    ]
    newest = rows[-1 : -limit - 1 : -1]
    if json:
        for version, changed in newest:
            told = {"version": version.digits, "at": version.at, "whole": version.whole}
            output.put_json(told | {"files": len(version.files), "changed": changed})
        return
    if not rows:
        output.note(say("no version is kept yet; the first one is when mail is next looked at"))
        return
    table = output.table("Version", "In force since", "Changed", wide=("Changed",))
    for version, changed in newest:
        first = version is every[0]
        what = say("{} files").format(len(changed)) if first else _named(changed)
        mark = "" if version.whole else f" {say('(broken, never in force)')}"
        table.add_row(version.digits, output.when(version.at), what + mark)
    output.console().print(table)


def _named(changed: dict[str, str]) -> str:
    told = [f"{name} ({say(how)})" for name, how in sorted(changed.items())]
    more = [say("and {} more").format(len(told) - _NAMED)] if len(told) > _NAMED else []
    return output.safe(", ".join([*told[:_NAMED], *more]))


def show(
    what: Annotated[
        str, typer.Argument(help="A version, or a case's number.", metavar="VERSION|CASE")
    ],
    text: Annotated[bool, typer.Option("--text", help="Show what the files say, too.")] = False,
    json: AsJson = False,
) -> None:
    """Say which files made a version, or a case's draft."""
    from triage.storage import composed, drafts

    kept = _history()
    digits = what.lower()
    version = _version_or_none(kept, digits) if not _CASE.match(what) else None
    if version is not None:
        _show(version.digits, "", version, sorted(version.files), kept, text=text, json=json)
        return
    with opening.store() as database:
        if _CASE.match(what) or not _DIGITS.fullmatch(digits):
            found = drafts.find(database, what)
        else:
            found = composed.of_version(database, digits)
    holder, names = _files_behind(kept, found)
    told = f"{found.case_number}, {found.draft.template}"
    _show(found.draft.template_version, told, holder, names, kept, text=text, json=json)


def _version_or_none(kept: History, digits: str) -> Version | None:
    if not _DIGITS.fullmatch(digits):
        return None
    try:
        return kept.find(digits)
    except NotFound:
        return None


def _files_behind(kept: History, found: StoredDraft) -> tuple[Version, list[str]]:
    """Find the version of the folder that holds a draft's words, and the files they came from."""
    from triage.drafts.library import Library, Relation

    draft, tried = found.draft, set()
    settings = opening.settings()
    familiar = settings.store[found.store].familiar if found.store in settings.store else ()
    for version in reversed(kept.versions()):
        mine = frozenset(
            (name, sha) for name, sha in version.files.items() if _is_about(name, draft.language)
        )
        if mine in tried:
            continue
        tried.add(mine)
        with kept.unpacked(version) as folder:
            try:
                library = Library(folder, found.store, familiar, only=(draft.language,))
            except TemplateBroken:
                continue  # with settings of today it may not even load
            choice = library.choose(draft.language)
            if choice.relation is not Relation.OWN:
                continue
            template = draft.template.rpartition("/")[2].removesuffix(".txt")
            if template not in choice.words.templates:
                continue
            names = [file.name for file in choice.words.made_of(template, draft.kind)]
            _, source = library.courteous("und")
            for more, named in (((), names), ((source,), [*names, "courteous.toml"])):
                if choice.words.version(template, draft.kind, *more) == draft.template_version:
                    return version, named
    raise NotFound(
        f"{found.case_number}: no kept version of the templates made {draft.template_version}; "
        "it may be older than the history"
    )


def _is_about(name: str, language: str) -> bool:
    codes = {language, language.rpartition("-")[0], "courteous.toml"} - {""}
    parts = name.split("/")
    return (parts[2] if parts[0] == "stores" and len(parts) > 2 else parts[0]) in codes


def _show(
    digits: str,
    of: str,
    version: Version,
    names: list[str],
    kept: History,
    *,
    text: bool,
    json: bool,
) -> None:
    texts = kept.texts(version) if text or json else {}
    if json:
        told: dict[str, Any] = {
            "version": digits,
            "draft": of or None,
            "templates": version.digits,
            "in_force_since": version.at,
            "files": {name: _decoded(texts[name]) for name in names},
        }
        output.put_json(told, indent=2)
        return
    mark = "：" if chinese() else ": "
    output.put(f"{say('Version')}{mark}{digits}" + (f" ({of})" if of else ""))
    line = say("templates {}, in force since {}")
    output.put(line.format(version.digits, output.when(version.at)))
    for name in names:
        output.put(output.safe(f"  {name}"))
    for name in names if text else ():
        output.put(output.safe(f"\n── {name} ──"))
        for line in _decoded(texts[name]).splitlines():
            output.put(output.safe(line))


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def revert(
    what: Annotated[str, typer.Argument(help="A version, or a file of the folder.")],
    to: Annotated[str, typer.Option("--to", help="The version to take the file from.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Write older templates back; today's stay in the history."""
    from triage.wording import snapshot

    kept, folder = _history(), folder_of(None)
    version = kept.find(to or what)
    old, now = kept.texts(version), snapshot(folder).files
    if to and what not in {*old, *now}:
        raise NotFound(f"{what}: neither in version {version.digits} nor in {folder}")
    names = [what] if to else sorted({*old, *now})
    changed = [name for name in names if old.get(name) != now.get(name)]
    if not changed:
        output.note(say("nothing differs from version {}").format(version.digits))
        return
    merged = {**now, **{name: old[name] for name in changed if name in old}}
    gone = [name for name in changed if name not in old]
    _try_out({name: text for name, text in merged.items() if name not in gone})
    for name in changed:
        output.put(
            output.safe(f"{say('removed') if name in gone else say('written back')}: {name}")
        )
    if not yes:
        if not sys.stdin.isatty():
            raise UsageWrong("revert: no terminal to ask on; add --yes")
        typer.confirm(say("Write these files?"), abort=True, err=True)
    kept.keep(snapshot(folder), clock(), whole=_is_whole(folder))
    _write(folder, {name: merged[name] for name in changed if name not in gone}, gone)
    kept.keep(snapshot(folder), clock())
    output.note(say("the next draft uses them"))


def _try_out(texts: dict[str, bytes]) -> None:
    """Refuse what would be broken once written. Raises TemplateBroken."""
    from triage.practice import libraries
    from triage.wording.history import lay_out

    with TemporaryDirectory(prefix="triage-templates-") as name:
        lay_out(Path(name), texts)
        libraries(opening.settings(), Path(name))


def _is_whole(folder: Path) -> bool:
    """Tell whether the folder as it lies there could be in force."""
    from triage.practice import libraries

    try:
        libraries(opening.settings(), folder)
    except TemplateBroken:
        return False
    return True


def _write(folder: Path, texts: dict[str, bytes], gone: list[str]) -> None:
    from triage.storage import files

    for name, content in texts.items():
        files.replace(folder / name, content)
    for name in gone:
        (folder / name).unlink()


def _history() -> History:
    from triage.wording import History

    return History(opening.settings().paths.data)
