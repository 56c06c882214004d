"""What every table is made of: our own column types and the one MetaData.

The trap: SQLite takes any text, PostgreSQL neither NUL nor one too long for its column or index; a
customer's mail may bring all of them. The types here mend it alike for both, and in comparisons.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive datetime, whose instant nobody knows."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime must not reach the store")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the instant as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# An entry of a PostgreSQL index holds 2,704 bytes, two columns together.
MOST_BYTES = 2000
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of characters outside the BMP


def storable(text: str) -> str:
    """Return a text as both databases take it: what no UTF-8 text may hold becomes U+FFFD."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


class Words(TypeDecorator[str]):
    """Text of any length, as people write it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text as both databases take it."""
        return None if value is None else storable(value)


class Short(TypeDecorator[str]):
    """A key or a name of at most `length` characters, short enough for an index.

    A longer one is kept as its beginning and its hash, so that two of them stay two.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text, or what stands for one too long."""
        return None if value is None else _fitting(value, self.length)


class Indexed(TypeDecorator[str]):
    """A key whose column has no length of its own, kept like a Short."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text, or what stands for one too long."""
        return None if value is None else _fitting(value, MOST_BYTES)


def _fitting(value: str, length: int) -> str:
    text = storable(value)
    if len(text) <= length and len(text.encode()) <= MOST_BYTES:
        return text
    mark = hashlib.sha256(text.encode()).hexdigest()[: min(32, length)]
    return text[: min(length, MOST_BYTES // 4) - len(mark)] + mark


# SQLite numbers rows by itself only for INTEGER PRIMARY KEY.
Id = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
