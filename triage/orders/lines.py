"""Turns one line of an order file into an `OrderRow`, by the layout of its header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TypeVar

from triage.orders import cells
from triage.orders.fields import Field, fold
from triage.orders.layout import Layout
from triage.orders.order import Article, OrderRow, OrderStatus, Parcel
from triage.orders.places import country
from triage.orders.states import RANK_OF, status_of
from triage.orders.tables import Line

T = TypeVar("T")
_SUMS = frozenset(
    map(
        fold,
        (
            "total",
            "totals",
            "grand total",
            "sum",
            "summe",
            "gesamt",
            "合计",
            "总计",
            "合計",
            "小计",
        ),
    )
)
_PARCELS = re.compile(r"[,;|\n、，；]+|\s+/\s+|\s{2,}")
_LONGEST = {Field.CARRIER: 80, Field.CHANNEL: 40, Field.ITEM: 500, Field.SKU: 80, Field.NAME: 200}
MOST_AMOUNT = Decimal(99_999_999_999)

_EXPECTED = {
    "date": ("is no date we can read", "write it as 2026-11-20 or 2026-11-20 14:05 +01:00"),
    "amount": ("is no amount", "write it as 1299.00, the currency beside it or in its own column"),
    "country": ("is no country we know", "write its ISO code, e.g. DE"),
    "email": ("is no mail address", "write the bare address, or leave the cell empty"),
    "quantity": ("is no count", "write a whole number"),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong on a line, and the remedy; `lost` if the whole line is left out."""

    line: int
    column: str  # its name in the file, "" for the whole line
    problem: str
    remedy: str
    lost: bool = False


class LineReader:
    """Reads lines of one file; what is wrong with a line is yielded before its order."""

    def __init__(
        self,
        layout: Layout,
        *,
        zone: tzinfo,
        store_zone: tzinfo,
        currency: str,
        day_first: bool,
        channel: str,
    ) -> None:
        self._layout = layout
        self._zone = zone
        self._store_zone = store_zone
        self._currency = currency
        self._day_first = day_first
        self._channel = channel
        self._flaws: list[Flaw] = []
        self._line = 0
        self._row: tuple[str, ...] = ()
        self._first = True

    def read(self, line: Line) -> Iterator[OrderRow | Flaw]:
        """Yield the flaws of a line and its order, if it holds one."""
        self._row, self._line, self._flaws = line.cells, line.number, []
        full = sum(1 for cell in line.cells if cell.strip())
        if not full:
            return
        was_first, self._first = self._first, False
        number = self._number(full, may_explain=was_first)
        row = self._order(number) if number else None
        yield from self._flaws
        if row:
            yield row

    def _number(self, full: int, *, may_explain: bool) -> str:
        """Return the order number, "" for a line that holds none: a footer, a sum, a faulty one."""
        written = self._text(Field.NUMBER)
        if cells.damaged(written):
            self._flaw(
                Field.NUMBER,
                "a spreadsheet has rounded this number, so nobody knows it any more",
                "export again and do not open the file in a spreadsheet",
                lost=True,
            )
            return ""
        if fold(written) in _SUMS:
            return ""
        number = cells.order_number(written)
        if number is None:
            sparse = full <= max(2, len(self._layout.names) // 3)
            worded = bool(written) and not any(c.isdigit() for c in written)
            if (worded and may_explain) or (sparse and (worded or not self._meant())):
                return ""  # TikTok explains its columns below the header; eBay ends with its counts
            self._flaw(
                Field.NUMBER,
                "is no order number" if written else "the order number is missing",
                "write the number alone, in every line of the order",
                lost=True,
            )
            return ""
        return number

    def _meant(self) -> bool:
        """Tell whether a line without a number says anything else we would keep."""
        kept = (Field.EMAIL, Field.NAME, Field.ORDERED, Field.AMOUNT, Field.ITEM)
        return any(self._text(meaning) for meaning in kept)

    def _order(self, number: str) -> OrderRow:
        ordered_at, ordered_on = self._instant(Field.ORDERED)
        amount, named = self._amount(Field.AMOUNT)
        line_amount, line_named = self._line_amount()
        status, status_text = self._status()
        shipped = self._instant(Field.SHIPPED)[1]
        if shipped and RANK_OF[status] < RANK_OF[OrderStatus.SHIPPED]:
            status = OrderStatus.SHIPPED
        own = cells.currency_of(self._text(Field.CURRENCY))
        return OrderRow(
            line=self._line,
            number=number,
            channel=(self._text(Field.CHANNEL) or self._channel).lower()[:40],
            other_numbers=self._other_numbers(number),
            customer_name=self._name(),
            customer_address=self._parsed(Field.EMAIL, cells.address, "email") or "",
            ordered_at=ordered_at,
            ordered_on=ordered_on,
            country=self._parsed(Field.COUNTRY, country, "country") or "",
            currency=own or named or line_named or self._currency,
            amount=amount,
            line_amount=line_amount,
            articles=self._articles(),
            parcels=self._parcels(),
            status=status,
            status_text=status_text,
            shipped_on=shipped,
            changed_at=self._instant(Field.CHANGED)[0],
        )

    def _cell(self, place: int) -> str:
        return cells.clean(self._row[place]) if place < len(self._row) else ""

    def _first_full(self, places: tuple[int, ...]) -> str:
        return next((text for place in places if (text := self._cell(place))), "")

    def _text(self, meaning: Field) -> str:
        text = self._first_full(self._layout.columns.get(meaning, ()))
        return "" if cells.is_nothing(text) else text[: _LONGEST.get(meaning, 300)]

    def _texts(self, meaning: Field) -> list[str]:
        found = [self._cell(place) for place in self._layout.columns.get(meaning, ())]
        return [text for text in found if text and not cells.is_nothing(text)]

    def _flaw(self, meaning: Field, problem: str, remedy: str, *, lost: bool = False) -> None:
        place = self._layout.columns[meaning][0]
        self._flaws.append(Flaw(self._line, self._layout.name(place), problem, remedy, lost))

    def _parsed(self, meaning: Field, parse: Callable[[str], T | None], what: str) -> T | None:
        text = self._text(meaning)
        if not text:
            return None
        found = parse(text)
        if found is None:
            self._flaw(meaning, *_EXPECTED[what])
        return found

    def _instant(self, meaning: Field) -> tuple[datetime | None, date | None]:
        found = self._parsed(
            meaning,
            lambda text: cells.instant(text, self._zone, day_first=self._day_first),
            "date",
        )
        if found is None:
            return None, None
        at, day = found
        # The day a customer knows is that of the store's confirmation.
        return at, at.astimezone(self._store_zone).date() if at else day

    def _amount(self, meaning: Field) -> tuple[Decimal | None, str]:
        currency = cells.currency_of(self._text(Field.CURRENCY)) or self._currency
        found = self._parsed(meaning, lambda text: cells.amount(text, currency), "amount")
        if found is None or abs(found[0]) > MOST_AMOUNT:
            return None, ""
        return found

    def _line_amount(self) -> tuple[Decimal | None, str]:
        texts = self._texts(Field.LINE_AMOUNT)
        found = [cells.amount(text, self._currency) for text in texts]
        if any(each is None for each in found):
            self._flaw(Field.LINE_AMOUNT, *_EXPECTED["amount"])
        sums = [each for each in found if each is not None and abs(each[0]) <= MOST_AMOUNT]
        if not sums:
            return None, ""
        return sum((each[0] for each in sums), Decimal(0)), sums[0][1]

    def _status(self) -> tuple[OrderStatus, str]:
        texts = self._texts(Field.STATUS)
        status = max(map(status_of, texts), key=RANK_OF.__getitem__, default=OrderStatus.UNKNOWN)
        if self._text(Field.CANCELLED):
            status = OrderStatus.CANCELLED
        if status is OrderStatus.UNKNOWN and self._text(Field.PAID):
            status = OrderStatus.PAID
        return status, " · ".join(dict.fromkeys(texts))[:120]

    def _name(self) -> str:
        first, last = self._text(Field.FIRST_NAME), self._text(Field.LAST_NAME)
        return (self._text(Field.NAME) or f"{first} {last}").strip()

    def _other_numbers(self, number: str) -> tuple[str, ...]:
        found = (cells.order_number(text) for text in self._texts(Field.OTHER_NUMBER))
        return tuple(each for each in dict.fromkeys(found) if each and each != number)

    def _articles(self) -> tuple[Article, ...]:
        name, sku = self._text(Field.ITEM), self._text(Field.SKU)
        if not name and not sku:
            return ()
        count = self._parsed(Field.QUANTITY, cells.quantity, "quantity")
        return (Article(" ".join(name.split()), sku, 1 if count is None else count),)

    def _parcels(self) -> tuple[Parcel, ...]:
        carrier = self._text(Field.CARRIER)
        found: dict[str, Parcel] = {}
        for text in _PARCELS.split(self._text(Field.TRACKING)):
            before, _, behind = text.rpartition(":")
            number = behind.strip()
            if cells.damaged(number):
                self._flaw(
                    Field.TRACKING,
                    "a spreadsheet has rounded this number",
                    "export again and do not open the file in a spreadsheet",
                )
            elif 5 <= len(number) <= cells.LONGEST_NUMBER and any(c.isdigit() for c in number):
                parcel = Parcel(number, (before.strip() or carrier)[:80])
                found.setdefault(parcel.key, parcel)
        return tuple(found.values())
