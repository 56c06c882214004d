"""Workbooks that are not meant honestly, or are none: each is refused in words, in little time."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.orders.make import a_workbook, read_file, written
from triage.errors import UsageWrong

ROWS: list[list[str | float]] = [["order number", "email"], ["10423", "anna@post.example"]]


def spoilt(folder: Path, sheet: bytes) -> Path:
    """Write a workbook with another sheet in the place of its own."""
    honest, path = a_workbook(folder / "honest.xlsx", ROWS), folder / "orders.xlsx"
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return path


def a_sheet(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def test_lone_cell_in_the_last_corner_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    cell = b'<c r="%s" t="inlineStr"><is><t>x</t></is></c>'
    rows = b"<row r='1'>" + cell % b"A1" + b"</row><row r='9'>" + cell % b"XFD1048576" + b"</row>"
    with pytest.raises(UsageWrong, match="reaches to row 1048576 and column 16384"):
        read_file(spoilt(tmp_path, a_sheet(rows)))


def test_row_that_only_claims_to_be_the_last_counts_too(tmp_path: Path) -> None:
    rows = b'<row r="1048576"><c r = "XFD1"><v>1</v></c></row>'
    with pytest.raises(UsageWrong, match="row 1048576"):
        read_file(spoilt(tmp_path, a_sheet(rows)))


def test_hundred_megabytes_of_zeros_are_refused_unopened(tmp_path: Path) -> None:
    path = spoilt(tmp_path, a_sheet(bytes(100_000_000)))
    assert path.stat().st_size < 200_000
    with pytest.raises(UsageWrong, match="unpacks to more"):
        read_file(path)


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet><sheetData><row><c t='inlineStr'><is><t>order num",
        b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + a_sheet(b"<row><c>&b;</c></row>"),
    ],
)
def test_broken_sheet_is_refused_in_words(tmp_path: Path, sheet: bytes) -> None:
    with pytest.raises(UsageWrong, match=r"orders\.xlsx: cannot be read|no column|empty"):
        read_file(spoilt(tmp_path, sheet))


def test_sheet_of_ordinary_size_is_read(tmp_path: Path) -> None:
    orders, flaws = read_file(a_workbook(tmp_path / "orders.xlsx", ROWS * 500))
    assert {order.number for order in orders} == {"10423"}
    assert not [flaw for flaw in flaws if flaw.line == 2]


def test_picture_is_refused_without_showing_its_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "orders.csv")
    with pytest.raises(UsageWrong, match="neither text nor a workbook"):
        read_file(path)
