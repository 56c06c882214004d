"""Every version of the templates folder that was in force, as small files below the data folder.

A version's file holds only texts that no version before it has; `history.jsonl` tells the order.
Nothing is ever changed or removed here, so a draft can be traced to the words of its day.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from triage.errors import NotFound, SettingsWrong
from triage.storage import files

DIGITS = 12  # of a version's name, as in a draft's
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A templates folder as it is at one moment."""

    digits: str
    files: Mapping[str, bytes]  # by name relative to the folder


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was in force: since when, and the hash of every file's text."""

    digits: str
    at: datetime
    files: Mapping[str, str]
    whole: bool = True  # False: broken when it was kept, so never in force

    def changed_since(self, before: Version | None) -> dict[str, str]:
        """Return the files that differ from another version: added, changed or removed."""
        old = before.files if before else {}
        told = {name: "added" for name in self.files if name not in old}
        told |= {n: "changed" for n, sha in self.files.items() if old.get(n, sha) != sha}
        return told | {name: "removed" for name in old if name not in self.files}


def stamp(folder: Path) -> Stamp:
    """Return what tells cheaply that a folder has changed: names, times and sizes of its files."""
    found = []
    for path in _templates(folder):
        told = path.stat()
        found.append((path.relative_to(folder).as_posix(), told.st_mtime_ns, told.st_size))
    return tuple(found)


def snapshot(folder: Path) -> Snapshot:
    """Read a templates folder as it is now."""
    return _snapshot(folder, stamp(folder))


@lru_cache(maxsize=4)
def _snapshot(folder: Path, _stamp: Stamp) -> Snapshot:
    digest, held = hashlib.sha256(), {}
    for path in _templates(folder):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        held[name] = content
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256(content).digest())
    return Snapshot(digest.hexdigest()[:DIGITS], held)


class History:
    """The versions kept below one data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "templates"
        self._list = self._folder / "history.jsonl"

    def keep(self, now: Snapshot, at: datetime, *, whole: bool = True) -> bool:
        """Keep a version that came into force; False if it was in force already.

        One that is broken can be kept, too, with `whole` False.
        """
        order = self._order()
        if order and order[-1].digits == now.digits:
            return False
        file = self._file(now.digits)
        if not file.exists():
            known = {sha for step in order for sha in self._held(step.digits)[1]}
            files.replace(file, _packed(now.digits, tuple(now.files.items()), frozenset(known)))
        told = {"at": at.isoformat(timespec="seconds"), "version": now.digits, "whole": whole}
        with self._list.open("a", encoding="utf-8") as out:
            out.write(f"{json.dumps(told)}\n")
        return True

    def versions(self) -> tuple[Version, ...]:
        """Return the versions in the order they came into force, the first one first."""
        return tuple(
            replace(step, files=self._held(step.digits)[0])
            for step in self._order()
            if self._file(step.digits).exists()
        )

    def find(self, digits: str) -> Version:
        """Return the newest version whose name begins so. Raises NotFound."""
        found = [each for each in self.versions() if each.digits.startswith(digits.lower())]
        if not found or len({each.digits for each in found}) > 1:
            how = "several versions begin so" if found else "no such version was kept"
            raise NotFound(f"{digits}: {how}; `triage templates history` lists them")
        return found[-1]

    def texts(self, version: Version) -> dict[str, bytes]:
        """Return the files of a version. Raises SettingsWrong where one was not kept."""
        wanted = set(version.files.values())
        held: dict[str, str] = {}
        for digits in (version.digits, *(step.digits for step in self._order())):
            if wanted <= held.keys():
                break
            held |= self._held(digits)[1]
        if missing := sorted(name for name, sha in version.files.items() if sha not in held):
            raise SettingsWrong(
                f"{self._folder}: of version {version.digits} {missing[0]} is lost; "
                "bring the folder back from a backup"
            )
        return {name: _bytes(held[sha]) for name, sha in version.files.items()}

    @contextmanager
    def unpacked(self, version: Version) -> Iterator[Path]:
        """Lay a version out as a folder of its own for a while."""
        with TemporaryDirectory(prefix="triage-templates-") as name:
            lay_out(Path(name), self.texts(version))
            yield Path(name)

    def _order(self) -> list[Version]:
        """Return the versions without their files."""
        order: list[Version] = []
        lines = self._list.read_text("utf-8").splitlines() if self._list.is_file() else ()
        for line in lines:
            try:
                told = json.loads(line)
                at = datetime.fromisoformat(told["at"])
                step = Version(str(told["version"]), at, {}, bool(told["whole"]))
            except (ValueError, KeyError, TypeError) as error:
                raise SettingsWrong(f"{self._list}: {line[:60]!r} is no version") from error
            # Two processes may have met the same change at the same moment.
            if not order or order[-1].digits != step.digits:
                order.append(step)
        return order

    def _held(self, digits: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return the hashes by file name, and the texts this version's file brought, by hash."""
        file = self._file(digits)
        if not file.is_file():
            return {}, {}
        try:
            packed = zlib.decompress(file.read_bytes())
            told = json.loads(packed.decode("utf-8", "surrogatepass"))
            return dict(told["files"]), dict(told["texts"])
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise SettingsWrong(f"{file} is damaged; bring it back from a backup") from error

    def _file(self, digits: str) -> Path:
        return self._folder / f"{digits}.json.z"


def lay_out(folder: Path, texts: Mapping[str, bytes]) -> None:
    """Write files by their relative names, each one whole or not at all."""
    for name, content in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _templates(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.suffix in {".txt", ".toml"} and path.is_file()
    )


@lru_cache(maxsize=4)
def _packed(_digits: str, held: tuple[tuple[str, bytes], ...], known: frozenset[str]) -> bytes:
    names = {name: hashlib.sha256(content).hexdigest() for name, content in held}
    texts = {names[name]: _text(content) for name, content in held if names[name] not in known}
    told = json.dumps({"files": names, "texts": texts}, ensure_ascii=False)
    return zlib.compress(told.encode("utf-8", "surrogatepass"), 1)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
