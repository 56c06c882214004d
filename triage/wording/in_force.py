"""Keeps the stores' libraries at the templates as they are; broken ones leave the last in force."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from triage.drafts.library import Library
from triage.errors import TemplateBroken
from triage.practice import libraries, own_templates
from triage.settings import Settings
from triage.wording.history import History, Snapshot, snapshot

_log = logging.getLogger(__name__)


class Wording:
    """The templates folder of the settings, and the version of it that answers customers."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime], *, write: bool) -> None:
        self._settings = settings
        self._clock = clock
        self._write = write
        self._folder: Path = settings.paths.templates or own_templates()
        self._history = History(settings.paths.data)
        self._lock = threading.Lock()  # every mailbox has its thread
        self._looked_at = ""
        self.version = ""  # in force

    def begin(self) -> Mapping[str, Library]:
        """Return each store's library: of the folder, or of the last version that was whole.

        Raises TemplateBroken where none was kept.
        """
        try:
            return self._read()
        except TemplateBroken as error:
            every = self._history.versions() if self._folder.is_dir() else ()
            kept = [version for version in every if version.whole]
            if not kept:
                raise
            with self._history.unpacked(kept[-1]) as folder:
                made = libraries(self._settings, folder)
            self.version = kept[-1].digits
            self._say_refused(error)
            return made

    def renewed(self) -> Mapping[str, Library]:
        """Return the libraries anew if the folder has changed and is whole, else none."""
        with self._lock:
            try:
                now = snapshot(self._folder)
                if now.digits == self._looked_at:
                    return {}
                return self._read(now)
            except TemplateBroken as error:
                self._say_refused(error)
            except OSError as error:  # a file that was just being replaced, or a share that is away
                _log.warning("templates: %s; version %s stays in force", error, self.version)
            return {}

    def _read(self, now: Snapshot | None = None) -> Mapping[str, Library]:
        if not self._folder.is_dir():
            raise TemplateBroken(f"{self._folder}: no such folder; set templates under [paths]")
        now = now or snapshot(self._folder)
        before, self._looked_at = self._looked_at, now.digits
        made = libraries(self._settings, self._folder)
        self.version = now.digits
        if before:
            _log.info("templates: version %s is in force", now.digits)
        if self._write:
            self._history.keep(now, self._clock())
        return made

    def _say_refused(self, error: TemplateBroken) -> None:
        _log.error("templates: %s; version %s stays in force", error, self.version)
