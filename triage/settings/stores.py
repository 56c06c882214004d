"""`[store.<id>]`: who a store is, when it works, what it sells on and how long things may take."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from triage.errors import SettingsWrong
from triage.reminders.public_days import public_days
from triage.settings.checks import (
    AuthservId,
    Channels,
    Identifier,
    LanguageCode,
    MailAddress,
    OrderPattern,
    TimeZone,
)
from triage.settings.order_list import OrderList
from triage.settings.section import Section
from triage.understanding.taxonomy import Team

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

_ANY_YEAR = 2026  # whether a place is known does not depend on it


def _know_place(country: str, subdivision: str) -> None:
    """Raise ValueError for a place whose public holidays nobody knows."""
    try:
        public_days(country, subdivision, _ANY_YEAR)
    except SettingsWrong as error:
        raise ValueError(str(error)) from error


class Peak(Section):
    """A dated busy period that lengthens promises and is said honestly."""

    name: str = Field(description="Name as customers know it, e.g. `Black Friday`.", min_length=1)
    first: date = Field(description="First day.")
    last: date = Field(description="Last day.")
    extra_days: int = Field(1, ge=1, le=10, description="Working days added to a promise.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("last lies before first")
        return self


class Clocks(Section):
    """How long things may take (DOMAIN: Clocks)."""

    promise_time: time = Field(
        time(18), description="Time of the next working day by which the customer hears from us."
    )
    review_minutes: int = Field(60, ge=1, description="Draft to approval in working hours.")
    review_minutes_outside: int = Field(120, ge=1, description="… outside working hours.")
    review_minutes_critical: int = Field(30, ge=1, description="… of a critical case, always.")
    first_answer_hours: int = Field(24, ge=1, description="Mail to first answer, at the latest.")
    promise_warning_hours: int = Field(4, ge=0, description="Reminder before a promise is due.")
    stale_promise_hours: int = Field(
        2, ge=0, description="A promise nearer than this is computed anew before it is sent."
    )
    follow_up_days: int = Field(
        3, ge=1, description="Asked for something, the customer is silent: first follow-up."
    )
    second_follow_up_days: int = Field(7, ge=1, description="… second follow-up.")
    close_proposal_days: int = Field(14, ge=1, description="… a note that closes the case.")
    after_resolution_hours: int = Field(
        24, ge=1, description="Refund booked or parcel arrived to the question whether all is well."
    )
    arrival_days: int = Field(
        7, ge=0, description="From sending a replacement or missing part until it has arrived."
    )
    quiet_from: time = Field(
        time(22), description="From then on normal and low reminders wait; equal times: never."
    )
    quiet_until: time = Field(time(7), description="… until this time of the morning.")
    reopen_days: int = Field(
        30, ge=0, description="A mail to a case closed longer ago opens a new case."
    )

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        if not self.follow_up_days < self.second_follow_up_days < self.close_proposal_days:
            raise ValueError(
                "follow_up_days, second_follow_up_days and close_proposal_days must grow"
            )
        return self


class Store(Section):
    """One store: its name, its languages, its customs."""

    name: str = Field(description="Name as customers know it.", min_length=1)
    addresses: tuple[MailAddress, ...] = Field(
        description="Our support addresses; drafts are sent from the first.", min_length=1
    )
    languages: tuple[LanguageCode, ...] = Field(
        (), description="Languages customers write in (BCP 47); empty means all known ones."
    )
    default_language: LanguageCode = Field(
        "en", description="Language of a draft when the customer's is unknown."
    )
    language_detector: Literal["py3langid", "langdetect"] = Field(
        "py3langid",
        description="General detector beside our own table; the first is measured best.",
    )
    time_zone: TimeZone = Field("UTC", description="IANA zone of the store's working hours.")
    country: str = Field(
        "", pattern=r"^([A-Z]{2})?$", description="ISO 3166 country of the public holidays."
    )
    subdivision: str = Field("", description="State or province of the public holidays.")
    hours: dict[Weekday, tuple[time, time]] = Field(
        dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (time(9), time(18))),
        description='Working hours by weekday, e.g. `mon = ["09:00", "18:00"]`.',
    )
    closed_days: tuple[date, ...] = Field((), description="Own holidays beside the public ones.")
    open_days: tuple[date, ...] = Field((), description="Days worked although usually closed.")
    peaks: tuple[Peak, ...] = Field((), description="Busy periods.")
    channels: Channels = Field(
        (), description="Where you sell: ids of order-number formats, e.g. `shopify`, `amazon`."
    )
    order_patterns: tuple[OrderPattern, ...] = Field(
        (),
        description="Your own order numbers as samples with # for a digit, e.g. `LL-#####`; "
        "`~luhn` behind one demands a check digit (`triage orders learn-pattern` writes them).",
    )
    staff_domains: tuple[str, ...] = Field((), description="Domains your colleagues write from.")
    form_senders: tuple[MailAddress, ...] = Field(
        (), description="Addresses that mail your contact form."
    )
    authserv_ids: tuple[AuthservId, ...] = Field(
        (),
        description="Hosts or domains your mail servers name in Authentication-Results, e.g. "
        "`mx.shop.example`; `none` for servers that name none. See docs/operating.md.",
    )
    mail_rules: Path | None = Field(
        None,
        description="TOML file with your own rules for telling machines from people "
        "(docs/mail-rules.md).",
    )
    return_address: str = Field(
        "", description="Lines of the address customers send items to, named in letters."
    )
    contact: str = Field("", description="Another way to reach you, named in drafts.")
    signature: str = Field("", description="Lines below the names in every draft.")
    familiar: tuple[LanguageCode, ...] = Field(
        (),
        description="Languages in which the store says du, tu, tú to its customers, "
        'e.g. `["de", "es"]`, where its templates have a familiar file.',
    )
    message_id_domain: str = Field(
        "", description="Right side of our Message-IDs; empty takes the first address's domain."
    )
    teams: dict[Team, Identifier] = Field(
        {}, description="Which `[team.<id>]` does the work of which team of the taxonomy."
    )
    clocks: Clocks = Field(Clocks(), description="How long things may take.")
    order_list: OrderList = Field(OrderList(), description="How files of orders are read.")

    @field_validator("country")
    @classmethod
    def _keeps_holidays(cls, value: str) -> str:
        _know_place(value, "")
        return value

    @field_validator("subdivision")
    @classmethod
    def _is_part_of_it(cls, value: str, info: ValidationInfo) -> str:
        _know_place(info.data.get("country", ""), value)
        return value

    @field_validator("hours")
    @classmethod
    def _open_before_close(
        cls, value: dict[Weekday, tuple[time, time]]
    ) -> dict[Weekday, tuple[time, time]]:
        for day, (first, last) in value.items():
            if last <= first and last != time(0):  # closing at 00:00 means midnight
                raise ValueError(f"{day}: closing time is not after opening time")
        if not value:
            raise ValueError("at least one weekday must have working hours")
        return value
