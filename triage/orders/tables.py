"""Opens a file of rows, whatever it is: CSV or TSV in any encoding, XLSX, XLS, ODS.

Text is streamed, so a million lines take no more memory than a hundred; a workbook is read whole by
its library. The trap: the encoding must hold to the last line, so the whole file is tried, not its
beginning alone.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from triage.errors import PathMissing, UsageWrong
from triage.mail.charsets import decode
from triage.orders import workbooks

DELIMITERS = (",", ";", "\t", "|")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DOUBLE = frozenset({"gb18030", "cp932", "big5hkscs", "cp949", "euc_jp", "euc-jp"})
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_LONGEST_CELL = 1 << 20  # beyond it a quotation mark was never closed

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row and the line it begins on, from 1; `done` of `total` is how far the file is read."""

    number: int
    cells: Cells
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """Lines that are no rows: why, and what to do."""

    number: int
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file as a table."""

    path: Path
    encoding: str
    delimiter: str
    quoted: bool = True

    def lines(self) -> Iterator[Line | BrokenLine]:
        """Yield the rows; a faulty one does not stop the rest."""
        csv.field_size_limit(_LONGEST_CELL)
        total = self.path.stat().st_size
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, self.encoding, errors="replace", newline="")
            rows = csv.reader(
                _without_nul(text),
                delimiter=self.delimiter,
                quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            )
            begins = 1
            while True:
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except csv.Error:
                    yield BrokenLine(
                        begins,
                        "a quotation mark is opened here and never closed",
                        "close it or take it out; the lines below it are left out",
                    )
                    begins = rows.line_num + 1
                    continue
                yield Line(begins, tuple(cells), raw.tell(), total)
                begins = rows.line_num + 1


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A worksheet as a table."""

    path: Path
    sheet: int
    encoding: str = "workbook"
    delimiter: str = ""

    def lines(self) -> Iterator[Line | BrokenLine]:
        """Yield the rows."""
        for number, cells, done, total in workbooks.rows(self.path, self.sheet):
            yield Line(number, cells, done, total)


Table = TextTable | SheetTable


def tables(path: Path, encoding: str = "", delimiter: str = "") -> list[Table]:
    """Return the ways a file can be read as a table, for the caller to choose by its header.

    Raises PathMissing, or UsageWrong for a file that is none.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
            if head.startswith(_WORKBOOKS):
                return [SheetTable(path, place) for place in range(workbooks.sheets(path))]
            found = _asked(encoding) if encoding else encoding_of(file, head)
    except OSError as error:
        raise PathMissing(f"{path}: cannot be read: {error.strerror}") from error
    if not head.strip():
        raise UsageWrong(f"{path}: the file is empty")
    text = head.decode(found, errors="replace").lstrip("\ufeff")
    first = text.splitlines()[0] if text.splitlines() else ""
    if first.lower().startswith("sep=") and not delimiter:
        delimiter = first[4:5]  # Excel's own note
    tried = (delimiter,) if delimiter else tuple(each for each in DELIMITERS if each in text)
    return [TextTable(path, found, each, _is_quoted(text, each)) for each in tried or (",",)]


def beginning(table: Table, most: int) -> list[Line]:
    """Return the first rows of a table."""
    found: list[Line] = []
    for line in table.lines():
        if isinstance(line, Line):
            found.append(line)
        if len(found) >= most:
            break
    return found


def encoding_of(file: IO[bytes], head: bytes) -> str:
    """Return a text file's codec: by its mark, UTF-8 if all of it is that, else a guess."""
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return codec
    if head.count(0) > len(head) // 4:
        return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    strict = codecs.getincrementaldecoder("utf-8")()
    is_utf8, sample = True, b""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        if len(sample) < _SAMPLE and not chunk.isascii():
            sample += b"\n".join(each for each in chunk.split(b"\n")[1:-1] if not each.isascii())
            sample += b"" if sample else chunk
        try:
            strict.decode(chunk)
        except UnicodeDecodeError:
            is_utf8 = False
    try:
        strict.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    return "utf-8" if is_utf8 else _legacy(sample[: 4 * _SAMPLE])


def _legacy(sample: bytes) -> str:
    """Guess among the encodings without a mark by the lines that hold more than ASCII."""
    high = [place for place, byte in enumerate(sample) if byte > 0x7F]
    plain = b"\x7f"
    lone = sum(sample[at - 1 : at] <= plain and sample[at + 1 : at + 2] <= plain for at in high)
    guessed = decode(sample).charset
    # A letter with an accent stands alone among plain ones; signs of two bytes come in pairs.
    if lone > len(high) * 0.6 and guessed in _DOUBLE:
        return "cp1252"
    return guessed


def _asked(encoding: str) -> str:
    try:
        b"a".decode(encoding)  # base64 and the like are codecs too, but make no text
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise UsageWrong(
            f"--encoding: {encoding!r} is unknown, e.g. utf-8, gb18030, cp1252, utf-16"
        ) from error


def _is_quoted(text: str, delimiter: str) -> bool:
    """Tell whether quotation marks enclose cells; in Amazon's tabbed reports they mean inches."""
    return delimiter != "\t" or '\t"' in text or text.startswith('"')


def _without_nul(text: Iterator[str]) -> Iterator[str]:
    for line in text:
        yield line.replace("\0", "")
