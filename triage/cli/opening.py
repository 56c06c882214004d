"""What commands open: settings by their search order, the store, the office; and their log.

The trap: commands that only look must not make a store, so they open it with `write` False.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli.clock import clock, variable
from triage.errors import SettingsWrong

if TYPE_CHECKING:
    from triage.office import Office
    from triage.settings import Settings
    from triage.storage.database import Database

HERE = Path("settings.toml")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The global options."""

    settings: Path | None = None
    debug: bool = False
    log_level: str = ""


chosen = Chosen()


def choose(options: Chosen) -> None:
    """Keep the global options for the command that follows."""
    global chosen  # one command line a process
    chosen = options


def named_settings() -> Path | None:
    """Return the settings file that was named by option or variable, None if none was."""
    if chosen.settings is not None:
        return chosen.settings
    named = variable("TRIAGE_SETTINGS")
    return Path(named) if named else None


def settings_file() -> Path:
    """Return the settings file in force: --settings, TRIAGE_SETTINGS, ./settings.toml."""
    return named_settings() or HERE


def settings() -> Settings:
    """Read the settings. Raises SettingsWrong, or PathMissing for a file that was named."""
    from triage.settings import read

    file = settings_file()
    if named_settings() is None and not file.exists():
        raise SettingsWrong(
            "there is no settings.toml here, and neither --settings nor TRIAGE_SETTINGS names one; "
            "`triage init` writes one"
        )
    return read(file)


@contextmanager
def store(*, write: bool = False) -> Iterator[Database]:
    """Open the store and close it again."""
    from triage.office import open_store

    database = open_store(settings(), write=write)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def office() -> Iterator[Office]:
    """Open everything a command works with and close it again."""
    from triage.office import opened

    with opened(settings(), clock) as opened_office:
        yield opened_office


class _OneLine(logging.Formatter):
    """One line a record, whatever a server answered."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; a traceback only with --debug."""
        if not chosen.debug:
            record.exc_info = record.exc_text = None
        text = super().format(record)
        return text if chosen.debug else " ".join(text.split("\n"))


def start_log(default: str = "warning") -> None:
    """Log to stderr, one line a record; the level is --log-level, else the command's own.

    Libraries are heard from errors on only: below, some of them quote mails.
    """
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(_OneLine("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(logging.ERROR)
    logging.getLogger("triage").setLevel((chosen.log_level or default).upper())
