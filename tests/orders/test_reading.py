"""Exports of the platforms become orders: recognised by their header, in many encodings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders import exports
from tests.orders.make import a_workbook, read_file, written
from triage.errors import PathMissing, UsageWrong
from triage.orders.fields import Field, load_formats
from triage.orders.order import OrderStatus, Parcel
from triage.orders.reading import Options, OrderFile
from triage.understanding.numbers.facts import expand_channels


def test_shopify_lines_of_one_order_become_one(tmp_path: Path) -> None:
    orders, flaws = read_file(written(tmp_path, exports.SHOPIFY))
    assert flaws == []
    first, second, third = orders
    assert first.number == "10423"
    assert first.channel == "shopify"
    assert first.customer_address == "anna.berg@customer.example"
    assert first.total == Decimal("89.90")
    assert [(a.name, a.quantity, a.sku) for a in first.articles] == [
        ("Table lamp Opal", 1, "LAMP-OPAL"),
        ("Bulb E27 warm", 2, "BULB-27"),
    ]
    assert first.other_numbers == ("5551112223334",)
    assert first.status is OrderStatus.SHIPPED
    assert first.country == "DE"
    assert second.status is OrderStatus.PARTLY_REFUNDED
    assert second.line == 5  # the note above takes two lines
    assert third.status is OrderStatus.CANCELLED
    assert third.ordered_on == date(2026, 11, 17)  # in Berlin it is the next morning


def test_amazon_report_is_read_with_its_quotation_marks(tmp_path: Path) -> None:
    orders, flaws = read_file(written(tmp_path, exports.AMAZON, "report.txt"))
    assert flaws == []
    assert [order.number for order in orders] == ["302-1234567-7654321", "028-7654321-1234567"]
    assert orders[0].customer_name == "Dora Weiß"
    assert orders[0].total == Decimal("53.98")
    assert orders[0].articles[0].name == 'String lights 12" warm'
    assert orders[0].ordered_on == date(2026, 11, 19)
    assert orders[0].customer_address == "q7x@marketplace.amazon.de"


def test_ebay_report_with_blank_lines_items_and_footer(tmp_path: Path) -> None:
    orders, flaws = read_file(written(tmp_path, exports.EBAY))
    assert flaws == []
    first, second = orders
    assert (first.number, first.country, first.customer_address) == ("14-12387-50921", "GB", "")
    assert first.ordered_on == date(2026, 11, 13)
    assert (first.total, first.currency) == (Decimal("1038.00"), "USD")
    assert [article.sku for article in first.articles] == ["BR-1", "BR-2"]
    assert first.parcels == (Parcel("9400111899223456789012", "USPS Ground"),)
    assert second.customer_address == "gus@members.ebay.com"


def test_german_ebay_report(tmp_path: Path) -> None:
    (order,), flaws = read_file(written(tmp_path, exports.EBAY_GERMAN))
    assert flaws == []
    assert (order.number, order.channel, order.country) == ("23-12345-12345", "ebay", "AT")
    assert order.ordered_on == date(2025, 12, 10)
    assert (order.total, order.currency) == (Decimal("1116.99"), "EUR")
    assert order.shipped_on == date(2025, 12, 12)


def test_etsy_dates_have_the_month_first(tmp_path: Path) -> None:
    (order,), _ = read_file(written(tmp_path, exports.ETSY))
    assert (order.number, order.ordered_on) == ("3123456789", date(2026, 9, 25))
    assert (order.total, order.currency, order.country) == (Decimal("24.50"), "USD", "US")
    assert order.status is OrderStatus.SHIPPED


def test_woocommerce_plugins_in_utf16_and_cp1252(tmp_path: Path) -> None:
    (order,), _ = read_file(written(tmp_path, exports.WOO_PLUGIN))
    assert (order.number, order.customer_name) == ("4711", "Zoë Kranz")
    assert order.total == Decimal("45.50")  # said on each line, paid once
    assert [article.sku for article in order.articles] == ["KT", "LD"]
    (order,), _ = read_file(written(tmp_path, exports.WOO_SUITE))
    assert (order.number, order.other_numbers) == ("FR-20517", ("900",))
    assert (order.customer_name, order.total) == ("Léa Roux", Decimal("1299.00"))
    assert order.status is OrderStatus.DELIVERED


def test_aliexpress_workbook_with_chinese_headers(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "orders.xlsx", exports.ALIEXPRESS_ROWS, above=1)
    (order,), flaws = read_file(path)
    assert flaws == []
    assert (order.number, order.channel, order.line) == ("8192837465019283", "aliexpress", 3)
    assert (order.total, order.currency) == (Decimal("17.49"), "USD")
    assert order.ordered_on == date(2026, 10, 31)  # 02:20 in Los Angeles is 10:20 in Berlin
    assert order.country == "ES"
    assert order.status is OrderStatus.SHIPPED
    assert order.parcels == (Parcel("YT2630600123456789", "云途"),)


def test_taobao_in_gb18030_with_formulas_that_keep_numbers_whole(tmp_path: Path) -> None:
    (order,), flaws = read_file(written(tmp_path, exports.TAOBAO))
    assert flaws == []
    assert (order.number, order.currency) == ("2012345678901234567", "CNY")
    assert order.total == Decimal("1199.00")
    assert order.customer_name == "王小明"
    assert order.status is OrderStatus.SHIPPED
    assert order.parcels == (Parcel("YT1234567890123", "圆通速递"),)


@pytest.mark.parametrize(
    ("content", "channel", "number", "country", "total", "status"),
    [
        (exports.SHOPEE, "shopee", "260314ABCD12EF", "", "129000", OrderStatus.DELIVERED),
        (exports.TIKTOK, "tiktok", "576123456789012345", "GB", "12.50", OrderStatus.PAID),
        (exports.ALLEGRO, "allegro", "29738e61-7f6a-11e8-ac45-09db60ede9d6", "PL", "74.00",
         OrderStatus.SHIPPED),
        (exports.WALMART, "walmart", "2000123-45678901", "US", "25.20", OrderStatus.SHIPPED),
    ],
)  # fmt: skip
def test_further_marketplaces(
    tmp_path: Path, content: bytes, channel: str, number: str, country: str, total: str,
    status: OrderStatus,
) -> None:  # fmt: skip
    (order,), flaws = read_file(written(tmp_path, content))
    assert flaws == []
    assert (order.channel, order.number, order.country) == (channel, number, country)
    assert order.total == Decimal(total)
    assert order.status is status


def test_unknown_shop_is_understood_by_what_its_columns_are_called(tmp_path: Path) -> None:
    orders, flaws = read_file(written(tmp_path, exports.GERMAN_SHOP))
    assert flaws == []
    assert [(o.number, o.ordered_on, o.country) for o in orders] == [
        ("LL-20517", date(2026, 11, 3), "DE"),
        ("LL-20518", date(2026, 11, 4), "AT"),
    ]
    assert orders[0].customer_name == "Jürgen Groß"
    assert orders[1].status is OrderStatus.CANCELLED


def test_columns_named_by_hand_win(tmp_path: Path) -> None:
    path = written(tmp_path, "Beleg;Wer;Code\n77001;a@b.example;x\n")
    with pytest.raises(UsageWrong, match="Beleg, Wer, Code"):
        OrderFile(path)
    (order,), _ = read_file(path, columns={Field.NUMBER: "Beleg", Field.EMAIL: "wer"})
    assert (order.number, order.customer_address) == ("77001", "a@b.example")
    with pytest.raises(UsageWrong, match="Rechnung"):
        OrderFile(path, Options(columns={Field.NUMBER: "Rechnung"}))


def test_file_without_header_is_read_by_places(tmp_path: Path) -> None:
    path = written(tmp_path, "77001,a@b.example\n77002,c@d.example\n")
    orders, _ = read_file(path, columns={Field.NUMBER: "#1", Field.EMAIL: "#2"})
    assert [order.number for order in orders] == ["77001", "77002"]


def test_figures_of_any_line_tell_whether_the_day_comes_first(tmp_path: Path) -> None:
    head = "order number,email,date\n"
    path = written(tmp_path, head + "1001,a@b.example,03/04/2026\n1002,a@b.example,11/20/2026\n")
    orders, _ = read_file(path)
    assert [order.ordered_on for order in orders] == [date(2026, 3, 4), date(2026, 11, 20)]
    open_one = written(tmp_path, head + "1001,a@b.example,03/04/2026\n")
    assert OrderFile(open_one).day_first_is_guessed
    (order,), _ = read_file(open_one, day_first=False)
    assert order.ordered_on == date(2026, 3, 4)


def test_a_missing_file_and_one_of_no_use_are_named(tmp_path: Path) -> None:
    with pytest.raises(PathMissing, match=r"gone\.csv"):
        OrderFile(tmp_path / "gone.csv")
    for content in (b"", b"just words\nand more\n", b"PK\x03\x04 no zip"):
        with pytest.raises(UsageWrong, match=r"orders\.csv"):
            OrderFile(written(tmp_path, content))
    with pytest.raises(UsageWrong, match="known are shopify"):
        OrderFile(written(tmp_path, exports.ETSY), Options(format="spotify"))


@pytest.mark.parametrize("name", load_formats().formats)
def test_every_format_is_of_a_channel_whose_numbers_we_know(name: str) -> None:
    assert expand_channels(frozenset({load_formats().formats[name].channel}))
