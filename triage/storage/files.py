"""Files beside the database, whole or not there at all; mails too large for a row among them."""

from __future__ import annotations

import os
from pathlib import Path


def place(folder: Path, digest: str) -> Path:
    """Return where the file of a mail lies."""
    return folder / digest[:2] / digest


def write(path: Path, content: bytes) -> None:
    """Write the file of a mail, once: its name is its content's hash."""
    if not path.exists():
        replace(path, content)


def replace(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, rename: a file that is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
