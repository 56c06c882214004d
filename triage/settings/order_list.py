"""`[store.<id>.order_list]`: how this store's files of orders are read, where they do not tell."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from triage.orders.fields import Field as Meaning
from triage.orders.fields import load_formats
from triage.settings.checks import ZoneOrNone
from triage.settings.section import Section


class OrderList(Section):
    """How files of orders are read (`triage orders import`); options of the command win."""

    format: str = Field("", description="Id of `triage orders formats`; empty: by the header.")
    columns: dict[str, str] = Field(
        {},
        description="Which column means what, e.g. "
        '`{ order_number = "Beleg", email = "Wer" }`; `"#3"` is the third.',
    )
    time_zone: ZoneOrNone = Field(
        "", description="Zone of times that name none; empty: the format's, else the store's."
    )
    currency: str = Field(
        "", pattern=r"^([A-Z]{3})?$", description="ISO 4217 of amounts that name none."
    )
    dates: Literal["", "dmy", "mdy"] = Field(
        "", description="Order of dates such as 03/04/2026 where no line of the file tells."
    )

    @field_validator("format")
    @classmethod
    def _is_known(cls, value: str) -> str:
        known = load_formats().formats
        if value and value not in known:
            raise ValueError(f"{value!r} is no format; known are {', '.join(known)}")
        return value

    @field_validator("columns")
    @classmethod
    def _mean_something(cls, value: dict[str, str]) -> dict[str, str]:
        known = [meaning.value for meaning in Meaning]
        for name in value:
            if name not in known:
                raise ValueError(f"{name!r} means nothing here; known are {', '.join(known)}")
        return value
