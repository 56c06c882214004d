"""`triage orders`: taking lists in, looking orders up beside a case, learning how numbers look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.builders import Shop
from tests.cli.conftest import Triage
from tests.orders import exports
from triage.settings import read

HEAD = "Order number,Email,Date,Total,Currency,Country,Item,Status,Tracking\n"
LIST = (
    HEAD
    + "10401,anna@customer.example,2026-02-20,89.90,EUR,DE,Lamp,shipped,RR710301106DE\n"
    + "10402,bo@customer.example,2026-02-21,19.90,EUR,SE,Towel,paid,\n"
)


@pytest.fixture
def orders_file(tmp_path: Path) -> Path:
    """A small order list."""
    path = tmp_path / "orders.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def two_stores(shop: Shop) -> None:
    """Give the shop a second store."""
    with shop.settings.open("a", encoding="utf-8") as file:
        file.write('\n[store.other]\nname = "Other"\naddresses = ["help@other.example"]\n')


def test_import_tells_what_came_of_it_and_twice_changes_nothing(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    first = triage("orders", "import", str(orders_file))
    assert first.exit_code == 0, first.output
    assert first.stdout == "orders.csv (by its columns): 2 orders: 2 new, 0 changed, 0 as before\n"
    again = triage("orders", "import", str(orders_file))
    assert "2 orders: 0 new, 0 changed, 2 as before" in again.stdout
    assert shop.settings.exists()


def test_shopify_export_is_named(triage: Triage, shop: Shop) -> None:
    path = shop.folder / "orders_export.csv"
    path.write_bytes(exports.SHOPIFY)
    assert "(Shopify): 3 orders: 3 new" in triage("orders", "import", str(path)).stdout


def test_dry_run_shows_what_would_change_and_changes_nothing(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    would = triage("orders", "import", str(orders_file), "--dry-run")
    assert would.exit_code == 0
    assert "10401: new" in would.stdout
    assert "2 orders: 2 would be new" in would.stdout
    assert triage("orders", "list", "--json").stdout == ""
    triage("orders", "import", str(orders_file))
    orders_file.write_text(LIST.replace("paid", "delivered"), encoding="utf-8")
    assert "10402: status" in triage("orders", "import", str(orders_file), "--dry-run").stdout
    assert shop.settings.exists()


def test_bad_lines_are_named_on_stderr_counted_and_never_quoted(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    bad = "".join(f"{n},secret-{n},someday,1,EUR,DE,x,paid,\n" for n in range(20_001, 20_010))
    orders_file.write_text(LIST + bad + ",x@y.example,2026-01-01,1,EUR,DE,x,paid,\n", "utf-8")
    result = triage("orders", "import", str(orders_file))
    assert result.exit_code == 0
    assert "11 orders: 11 new" in result.stdout
    assert "orders.csv:4: Email: is no mail address (cell left empty)" in result.stderr
    assert (
        "orders.csv:13: Order number: the order number is missing (line left out)" in result.stderr
    )
    assert "4 more of this kind" in result.stderr
    assert "1 lines left out, 18 cells left empty" in result.stderr
    assert "secret" not in result.output
    assert shop.settings.exists()


def test_usage_and_missing_files_have_their_exit_codes(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    def code(*args: str) -> int:
        return triage("orders", *args).exit_code

    assert code("import", "gone.csv") == 66
    assert code("import", str(orders_file), "--format", "spotify") == 2
    assert code("import", str(orders_file), "--map", "nonsense=Total") == 2
    assert code("import", str(orders_file), "--time-zone", "Mars/Base") == 2
    assert code("import", str(orders_file), "--store", "nobody") == 2
    assert code("import", str(shop.settings)) == 2
    assert code("find", "99999") == 1
    assert code("forget") == 2
    assert code("forget", "--before", "soon") == 2
    assert code("forget", "--address", "nobody", "--yes") == 2
    assert code("learn-pattern") == 2
    two_stores(shop)
    assert code("import", str(orders_file)) == 2
    assert code("import", str(orders_file), "--store", "other") == 0


def test_mapping_of_the_settings_is_used_and_a_new_one_is_offered(
    triage: Triage, shop: Shop
) -> None:
    path = shop.folder / "list.csv"
    path.write_text("Beleg;Wer\n77001;a@b.example\n", encoding="utf-8")
    assert triage("orders", "import", str(path)).exit_code == 2
    mapped = triage(
        "orders", "import", str(path), "--map", "order_number=Beleg", "--map", "email=Wer"
    )
    assert mapped.exit_code == 0, mapped.output
    assert 'columns = { order_number = "Beleg", email = "Wer" }' in mapped.stderr
    with shop.settings.open("a", encoding="utf-8") as file:
        file.write(
            '\n[store.main.order_list]\ncolumns = { order_number = "Beleg", email = "Wer" }\n'
        )
    assert "1 as before" in triage("orders", "import", str(path)).stdout


def test_orders_are_listed_found_and_shown(triage: Triage, shop: Shop, orders_file: Path) -> None:
    triage("orders", "import", str(orders_file))
    listed = [json.loads(line) for line in triage("orders", "list", "--json").stdout.splitlines()]
    assert [order["number"] for order in listed] == ["10402", "10401"]
    assert "newest 1 of 2" in triage("orders", "list", "--limit", "1").stderr
    assert "10401" in triage("orders", "find", "rr710301106de").stdout
    assert "10402" in triage("orders", "find", "BO@customer.example").stdout
    shown = triage("orders", "show", "#10401").stdout
    for fact in ("anna@customer.example", "Germany", "€89.90", "Lamp", "RR710301106DE"):
        assert fact in shown
    assert "orders.csv" in triage("orders", "list", "--imports").stdout
    assert shop.settings.exists()


def test_formats_are_listed(triage: Triage) -> None:
    shown = triage("orders", "formats").stdout
    assert "shopify" in shown
    assert "order_number" in shown
    assert json.loads(triage("orders", "formats", "--json").stdout.splitlines()[0])["id"]


def test_old_orders_are_forgotten_only_when_said_so(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    triage("orders", "import", str(orders_file))
    assert "1 orders" in triage("orders", "forget", "--before", "2026-02-21", "--dry-run").stdout
    assert triage("orders", "forget", "--before", "2026-02-21").exit_code == 2
    assert "1 orders" in triage("orders", "forget", "--before", "2026-02-21", "--yes").stdout
    assert "10401" not in triage("orders", "list").stdout
    gone = triage("orders", "forget", "--address", "bo@customer.example", "--yes")
    assert gone.stdout == "1 orders forgotten\n"
    assert shop.settings.exists()


def test_own_order_stands_beside_its_case(triage: Triage, shop: Shop, orders_file: Path) -> None:
    case = shop.file()
    triage("orders", "import", str(orders_file))
    shown = triage("show", case.number).stdout
    for fact in ("2026-02-20", "Lamp", "€89.90", "Germany", "RR710301106DE", "shipped"):
        assert fact in shown
    (order,) = json.loads(triage("show", case.number, "--json").stdout)["orders"]
    assert order["tie"] == "linked"


def test_another_customers_order_is_named_and_not_shown(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    case = shop.file(order_numbers=("10402",))
    triage("orders", "import", str(orders_file))
    shown = triage("show", case.number).stdout
    assert "belongs to another address" in shown
    assert "Towel" not in shown
    assert "bo@customer.example" not in triage("show", case.number, "--json").stdout
    assert "also of this customer" in shown  # 10401 is hers


def test_order_that_is_not_listed_says_so_where_there_is_a_list(
    triage: Triage, shop: Shop, orders_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = shop.file(order_numbers=("10499",))
    assert "Order list" not in triage("show", case.number).stdout
    triage("orders", "import", str(orders_file))
    assert "not in the order list" in triage("show", case.number).stdout
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "不在订单表中" in triage("show", case.number).stdout


def test_pattern_is_learnt_from_samples_and_written_beside_the_comments(
    triage: Triage, shop: Shop
) -> None:
    text = shop.settings.read_text("utf-8").replace(
        'time_zone = "UTC"',
        'time_zone = "UTC"  # as in the contract\n# numbers of the old shop:'
        "\norder_patterns = [\n  'OLD-####',  # until 2019\n]",
    )
    shop.settings.write_text(text, "utf-8")
    shop.settings.chmod(0o640)
    shown = triage("orders", "learn-pattern", "FR-20517", "FR-20533", "DE-20610")
    assert shown.exit_code == 0, shown.output
    assert 'order_patterns = ["OLD-####", "FR-#####", "DE-#####"]' in shown.stdout
    assert shop.settings.read_text("utf-8") == text
    written = triage("orders", "learn-pattern", "FR-20517", "FR-20533", "--write")
    assert written.exit_code == 0, written.output
    assert read(shop.settings).store["main"].order_patterns == ("OLD-####", "FR-#####")
    after = shop.settings.read_text("utf-8")
    assert "# until 2019" in after
    assert "# as in the contract" in after
    assert shop.settings.stat().st_mode & 0o777 == 0o640
    again = triage("orders", "learn-pattern", "FR-20517", "FR-20533", "--write")
    assert "have these patterns already" in again.stdout


def test_pattern_is_learnt_from_the_list_and_weighed_against_stored_mails(
    triage: Triage, shop: Shop, orders_file: Path
) -> None:
    shop.file(1)
    shop.file(9)
    triage("orders", "import", str(orders_file))
    shown = triage("orders", "learn-pattern")
    assert shown.exit_code == 0, shown.output
    assert "#####   2 of 2 samples" in shown.stdout
    assert "postcodes" in shown.stdout
    assert "in 2 stored mails also: number 2" in shown.stdout  # 10409, in subject and text


def test_pattern_is_learnt_from_a_file(triage: Triage, shop: Shop) -> None:
    path = shop.folder / "numbers.txt"
    path.write_text("LL-1001\nLL-1002\n302-1234567-7654321\n", encoding="utf-8")
    shown = triage("orders", "learn-pattern", "--from", str(path), "--mails", "0")
    assert "LL-####   2 of 3 samples" in shown.stdout
    assert "amazon" in shown.stderr
    assert triage("orders", "learn-pattern", "--from", "gone.txt").exit_code == 66
    column = triage("orders", "learn-pattern", "--from", str(path), "--column", "Nr")
    assert column.exit_code == 2
