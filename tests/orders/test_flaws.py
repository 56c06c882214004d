"""What is wrong in a file is named by line and column, and the rest goes in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.orders.make import a_workbook, read_file, written

HEAD = "Order number,Email,Date,Total,Country,Qty,Item\n"


def test_bad_cell_costs_the_cell_and_is_named_without_being_quoted(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD
        + "1001,a@b.example,2026-13-45,12.50,DE,1,Lamp\n"
        + "1002,not an address,2026-11-02,twelve,Narnia,some,Lamp\n",
    )
    orders, flaws = read_file(path)
    assert [order.number for order in orders] == ["1001", "1002"]
    assert [(flaw.line, flaw.column) for flaw in flaws] == [
        (2, "Date"), (3, "Total"), (3, "Email"), (3, "Country"), (3, "Qty"),
    ]  # fmt: skip
    assert not any(flaw.lost for flaw in flaws)
    assert all(flaw.remedy for flaw in flaws)
    assert "not an address" not in str(flaws)


def test_line_without_number_is_left_out_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD
        + ",a@b.example,2026-11-01,12.50,DE,1,Lamp\n"
        + "8.19284E+15,a@b.example,2026-11-01,12.50,DE,1,Lamp\n"
        + "1003,a@b.example,2026-11-03,12.50,DE,1,Lamp\n"
        + "Total,,,25.00,,,\n",
    )
    orders, flaws = read_file(path)
    assert [order.number for order in orders] == ["1003"]
    assert [(flaw.line, flaw.lost) for flaw in flaws] == [(2, True), (3, True)]
    assert "rounded" in flaws[1].problem


def test_number_a_workbook_has_rounded_is_refused(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [
        ["Order number", "Email", "Date"],
        [8192837465019280.0, "a@b.example", "2026-11-01"],
        [10423.0, "a@b.example", "2026-11-02"],
    ]
    orders, flaws = read_file(a_workbook(tmp_path / "o.xlsx", rows))
    assert [order.number for order in orders] == ["10423"]
    assert [flaw.line for flaw in flaws] == [2]


def test_quotation_mark_that_is_never_closed_costs_its_lines_only(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD
        + "1001,a@b.example,2026-11-01,12.50,DE,1,Lamp\n"
        + '1002,a@b.example,2026-11-02,12.50,DE,1,"Lamp\n'
        + "1003,a@b.example,2026-11-03,12.50,DE,1,Lamp\n" * 30_000,
    )
    orders, flaws = read_file(path)
    assert orders[0].number == "1001"
    assert "1003" in {order.number for order in orders}
    assert [(flaw.line, flaw.lost) for flaw in flaws][:1] == [(3, True)]


def test_repeated_whole_lines_do_not_count_twice(tmp_path: Path) -> None:
    line = "1001,a@b.example,2026-11-01,12.50,DE,1,Lamp\n"
    other = "1002,c@d.example,2026-11-01,12.50,DE,1,Lamp\n"
    orders, _ = read_file(written(tmp_path, HEAD + line + other + line))
    assert [len(order.articles) for order in orders] == [1, 1]


@pytest.mark.parametrize(
    ("written_date", "read"),
    [
        ("2026-11-18T23:30:00+00:00", date(2026, 11, 19)),
        ("2026-11-18 23:30:00 +0100", date(2026, 11, 18)),
        ("2026年11月18日 下午3:05", date(2026, 11, 18)),
        ("20 nov. 2026", date(2026, 11, 20)),
        ("Nov 20, 2026 3:05 PM PST", date(2026, 11, 21)),
        ("18 de noviembre de 2026", date(2026, 11, 18)),
        ("1790683800", date(2026, 9, 29)),
        ("20.11.26", date(2026, 11, 20)),
    ],
)
def test_dates_in_many_forms(tmp_path: Path, written_date: str, read: date) -> None:
    path = written(tmp_path, f'Order number,Date\n1001,"{written_date}"\n')
    (order,), flaws = read_file(path)
    assert flaws == []
    assert order.ordered_on == read


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        ("1,299.00", "1299.00", ""),
        ("1.299,00 €", "1299.00", "EUR"),
        ("US $24.99", "24.99", "USD"),
        ("R$ 389,00", "389.00", "BRL"),
        ("1 299,00 kr", "1299.00", ""),
        ("￥８，９００", "8900", ""),
        ("12.500 KWD", "12.500", "KWD"),
        ("1.299.000 ₫", "1299000", "VND"),
        ("(3.10)", "-3.10", ""),
        ("RMB 45.5", "45.5", "CNY"),
    ],
)
def test_amounts_in_many_forms(tmp_path: Path, cell: str, value: str, currency: str) -> None:
    path = written(tmp_path, f'Order number;Total\n1001;"{cell}"\n')
    (order,), flaws = read_file(path)
    assert flaws == []
    assert (str(order.amount), order.currency) == (value, currency)
