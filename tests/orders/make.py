"""Files of orders, read."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

from triage.orders.lines import Flaw
from triage.orders.merging import merge_lines
from triage.orders.order import OrderRow
from triage.orders.reading import Options, OrderFile

BERLIN = Options(store_zone="Europe/Berlin")


def written(folder: Path, content: bytes | str, name: str = "orders.csv") -> Path:
    """Write a file into a folder."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_file(
    path: Path, options: Options = BERLIN, **changes: object
) -> tuple[list[OrderRow], list[Flaw]]:
    """Return the orders of a file and its flaws."""
    file = OrderFile(path, replace(options, **changes))  # type: ignore[arg-type]
    found = list(merge_lines(file.rows()))
    return (
        [each for each in found if isinstance(each, OrderRow)],
        [each for each in found if isinstance(each, Flaw)],
    )


def a_workbook(path: Path, rows: Sequence[Sequence[str | float]], *, above: int = 0) -> Path:
    """Write a minimal XLSX as exports write it: strings inline, numbers as numbers."""
    lines = []
    for number, row in enumerate(rows, above + 1):
        cells = "".join(_cell(value, place, number) for place, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    space = "http://schemas.openxmlformats.org"
    main, office = f"{space}/spreadsheetml/2006/main", f"{space}/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Orders" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{space}/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>'
        f"{''.join(lines)}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, head + text)
    return path


def _cell(value: str | float, place: int, row: int) -> str:
    at = f"{chr(ord('A') + place)}{row}"
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{at}"><v>{value!r}</v></c>'
