"""Which templates folder a command looks at, and the settings beside it where there are some."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from triage.cli import opening, output
from triage.cli.words import say
from triage.errors import PathMissing, UsageWrong

if TYPE_CHECKING:
    from triage.settings import Settings

Made = TypeVar("Made")

Elsewhere = Annotated[
    Path | None,
    typer.Option("--templates", help="Look at this folder, not at the one in force."),
]
Languages = Annotated[
    list[str] | None, typer.Argument(help="Only these languages, e.g. de pt-BR.", metavar="LANG")
]


def settings_if_any() -> Settings | None:
    """Return the settings in force; None where there is no file and none was named."""
    if opening.named_settings() is None and not opening.HERE.exists():
        return None
    return opening.settings()


def folder_of(elsewhere: Path | None) -> Path:
    """Return the folder a command looks at: named, the settings', or the program's own."""
    from triage.practice import own_templates

    if elsewhere is not None:
        if not elsewhere.is_dir():
            raise PathMissing(f"{elsewhere}: no such folder")
        return elsewhere
    settings = settings_if_any()
    return (settings.paths.templates if settings else None) or own_templates()


def checked_languages(folder: Path, wanted: list[str] | None) -> tuple[str, ...]:
    """Return the languages asked for, all of them if none was named. Raises UsageWrong."""
    from triage.drafts.coverage import languages

    there = languages(folder)
    for language in wanted or ():
        if language not in there:
            raise UsageWrong(f"{language}: not in {folder}; there are {', '.join(there)}")
    return tuple(dict.fromkeys(wanted)) if wanted else there


def holiday_in(language: str) -> str:
    """Name a long holiday in a language, as a promise would."""
    from datetime import date

    from triage.reminders.public_days import holiday_name

    return holiday_name("CN", "", (date(2026, 10, 2),), language)


def write_page(file: Path, text: str) -> None:
    """Write a page. Raises PathMissing where it cannot be."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PathMissing(f"{file}: cannot be written ({error.strerror}); name another") from error
    output.note(say("page written: {}").format(file))


def spread(run: Callable[..., Made], given: Iterable[tuple[Any, ...]], jobs: int) -> Iterator[Made]:
    """Call a function with each of these arguments, over processes; yield results in order."""
    if jobs == 1:
        for one in given:
            yield run(*one)
        return
    # Spawned, not forked: a fork would copy whatever threads the caller runs in mid-step.
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for future in [pool.submit(run, *one) for one in given]:
            yield future.result()
