"""Files in any encoding, with any separator, broken in any way: rows or a refusal come out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.orders.make import read_file, written
from triage.errors import UsageWrong
from triage.orders.lines import Flaw
from triage.orders.merging import OPEN, merge_lines
from triage.orders.order import OrderRow
from triage.orders.reading import Options, OrderFile, Progress

GERMAN = "Bestellnummer;Kunde;Land\n" + "".join(
    f"{n};Jürgen Groß{n};Österreich\n" for n in range(1001, 1020)
)
CHINESE = "订单号,收件人,国家\n" + "".join(f"{n},王小明,德国\n" for n in range(1001, 1020))
JAPANESE = "注文番号,注文者名,国\n" + "".join(f"{n},田中美咲,日本\n" for n in range(1001, 1020))
RUSSIAN = "Номер заказа;Покупатель;Страна\n" + "".join(
    f"{n};Оксана Мельник;Германия\n" for n in range(1001, 1020)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_german_file_in_its_encodings(tmp_path: Path, encoding: str) -> None:
    orders, flaws = read_file(written(tmp_path, GERMAN.encode(encoding)))
    assert flaws == []
    assert (orders[0].customer_name, orders[0].country) == ("Jürgen Groß1001", "AT")


@pytest.mark.parametrize(
    ("text", "encoding", "name", "country"),
    [
        (CHINESE, "gb18030", "王小明", "DE"),
        (CHINESE, "utf-16", "王小明", "DE"),
        (JAPANESE, "cp932", "田中美咲", "JP"),
        (RUSSIAN, "cp1251", "Оксана Мельник", "DE"),
    ],
)
def test_other_scripts_in_their_encodings(
    tmp_path: Path, text: str, encoding: str, name: str, country: str
) -> None:
    orders, flaws = read_file(written(tmp_path, text.encode(encoding)))
    assert flaws == []
    assert (orders[0].customer_name, orders[0].country) == (name, country)


def test_first_letter_with_an_accent_may_come_very_late(tmp_path: Path) -> None:
    plain = "order number,customer\n" + "".join(f"{n},Bo Lind\n" for n in range(10_000, 160_000))
    path = written(tmp_path, (plain + "999999,Zoë Groß\n").encode("cp1252"))
    *_, last = (row for row in OrderFile(path).rows() if isinstance(row, OrderRow))
    assert last.customer_name == "Zoë Groß"


def test_named_encoding_and_delimiter_win(tmp_path: Path) -> None:
    path = written(tmp_path, "order number^customer\n1001^Łukasz\n".encode("cp1250"))
    orders, _ = read_file(path, encoding="cp1250", delimiter="^")
    assert orders[0].customer_name == "Łukasz"
    for unknown in ("klingon", "base64"):
        with pytest.raises(UsageWrong, match="--encoding"):
            OrderFile(path, Options(encoding=unknown))


def test_note_of_excel_about_its_separator_is_heard(tmp_path: Path) -> None:
    orders, _ = read_file(written(tmp_path, "sep=;\norder number;customer\n1001;A, B\n"))
    assert orders[0].customer_name == "A, B"


def test_only_so_many_orders_wait_for_further_lines(tmp_path: Path) -> None:
    head = "order number,item\n"
    path = written(tmp_path, head + "".join(f"{n},Lamp\n" for n in range(100_000, 130_000)))
    seen = 0
    for row in merge_lines(OrderFile(path).rows()):
        if isinstance(row, OrderRow):
            break
        seen += isinstance(row, Progress)
    assert seen == OPEN


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=600))
def test_nothing_but_orders_flaws_and_refusals_come_of_any_bytes(
    tmp_path: Path, content: bytes
) -> None:
    path = written(tmp_path, b"order number,email,date,total,tracking\n" + content)
    for row in OrderFile(path).rows():
        assert isinstance(row, OrderRow | Flaw | Progress)
    with suppress(UsageWrong):  # any other failure fails the test
        OrderFile(written(tmp_path, content))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.text(max_size=60), min_size=5, max_size=5))
def test_any_text_in_cells_is_read_or_named(tmp_path: Path, cells: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    content = f"order number,email,date,total,tracking\n10423,,,,\n{line}\n"
    path = written(tmp_path, content.encode("utf-8", "replace"))
    assert any(isinstance(row, OrderRow) for row in OrderFile(path).rows())
