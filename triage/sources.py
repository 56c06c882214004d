"""Where mails come from: files, folders, mboxes and stdin, one (path, bytes) after the other.

The trap: a line "From " also begins sentences, so a postmark must look like one before an mbox is
believed or split.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from triage.errors import PathMissing

STDIN = "-"
_POSTMARK = re.compile(rb"From [^\r\n]{0,300}\b\d{1,2}:\d\d[^\r\n]{0,60}\b\d{4}\b")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:")
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|return-path|delivered-to|mime-version"
    rb"|content-type|reply-to|x-[a-z0-9-]{1,60}):",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAIL_SUFFIXES = frozenset({".eml", ".email", ".mbox", ".mbx", ".mail", ".mime", ".txt"})
_NO_MAIL_SUFFIXES = frozenset({".toml", ".json", ".jsonl", ".yaml", ".yml", ".md", ".csv", ".html"})
_SNIFFED = 4096


def mails(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield every mail with its path (`box.mbox#3` in an mbox) in the order given.

    Raises PathMissing before anything is read, so that a typing slip is seen at once.
    """
    for path in paths:
        if str(path) != STDIN and not path.exists():
            raise PathMissing(f"{path}: no such file or folder")
    for path in paths:
        if str(path) == STDIN:
            yield from _file(STDIN, sys.stdin.buffer)
            continue
        for file in _files(path):
            try:
                with file.open("rb") as stream:
                    yield from _file(_shown(file), stream)
            except PermissionError as error:
                raise PathMissing(f"{_shown(file)}: may not be read by this user") from error


def _files(path: Path) -> Iterator[Path]:
    """Yield a file itself, or every mail-like file below a folder, sorted by path."""
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if not name.startswith(".") and file.is_file() and _mail_like(file):
                yield file


def _mail_like(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix in _MAIL_SUFFIXES or suffix in _NO_MAIL_SUFFIXES:
        return suffix in _MAIL_SUFFIXES
    with file.open("rb") as stream:  # a Maildir's files have no suffix worth the name
        head = stream.read(_SNIFFED)
    starts = head.lstrip(b"\xef\xbb\xbf\r\n")
    if b"\0" in head or not (_POSTMARK.match(starts) or _HEADER.match(starts)):
        return False
    return len(_MAIL_HEADER.findall(starts.partition(b"\n\n")[0])) > 1


def _file(label: str, stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    first, second = stream.readline(), stream.readline()
    is_mbox = first.startswith(b"From ") and (_POSTMARK.match(first) or _HEADER.match(second))
    if not is_mbox:
        yield label, first + second + stream.read()
        return
    for number, content in enumerate(_split(second, stream), 1):
        yield f"{label}#{number}", content


def _split(first: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Split what follows the first postmark of an mbox; `>From` is unquoted."""
    mail = [first]
    for line in lines:
        # Writers put an empty line before each postmark; a quoted one in a text has none.
        if line.startswith(b"From ") and mail[-1] in (b"\n", b"\r\n") and _POSTMARK.match(line):
            yield _unquoted(mail[:-1])
            mail = []
        else:
            mail.append(line)
    yield _unquoted(mail[:-1] if mail[-1] in (b"\n", b"\r\n") and len(mail) > 1 else mail)


def _unquoted(lines: list[bytes]) -> bytes:
    return _QUOTED_FROM.sub(rb"\1", b"".join(lines))


def _shown(file: Path) -> str:
    """Return a path as text, also where its name is no UTF-8."""
    return os.fsencode(file).decode("utf-8", "replace")
