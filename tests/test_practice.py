"""What the settings become for each stage."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from triage import practice
from triage.errors import SettingsWrong
from triage.reminders.working_time import Peak
from triage.settings import Settings, read
from triage.understanding.taxonomy import Team

EXAMPLE = Path(__file__).parents[1] / "settings.toml"


def settings(**store: Any) -> Settings:
    return Settings.model_validate(
        {
            "store": {"main": {"name": "S", "addresses": ["s@store.example"], **store}},
            "mailbox": {
                "box": {
                    "store": "main",
                    "user": "u",
                    "password_env": "P",
                    "imap": {"host": "imap.example"},
                }
            },
        }
    )


def test_the_example_settings_become_a_working_practice() -> None:
    built = practice.practices(read(EXAMPLE), b"k")["main"]
    assert built.identity.message_id_domain == "store.example"
    assert built.identity.form_senders == {"wordpress@store.example"}
    assert built.desk_names[Team.LOGISTICS] == "Parcel desk"
    assert built.desk_names[Team.QUALITY] == "Customer care"  # the front desk takes the rest


def test_hours_holidays_and_peaks_reach_the_calendar() -> None:
    store = settings(
        hours={"sat": ["10:00", "14:00"]},
        closed_days=[date(2026, 12, 24)],
        open_days=[date(2026, 11, 29)],
        peaks=[{"name": "11·11", "first": date(2026, 11, 9), "last": date(2026, 11, 12)}],
    ).store["main"]
    calendar = practice.work_calendar(store)
    assert calendar.hours == (None,) * 5 + ((time(10), time(14)), None)
    assert calendar.extra_holidays == {date(2026, 12, 24)}
    assert calendar.extra_working_days == {date(2026, 11, 29)}
    assert calendar.peaks == (Peak("11·11", date(2026, 11, 9), date(2026, 11, 12), 1),)


def test_clocks_reach_their_stage() -> None:
    store = settings(clocks={"review_minutes": 15, "promise_time": "12:00", "quiet_from": "20:00"})
    clocks = practice.clocks(store.store["main"])
    assert clocks.review_working == timedelta(minutes=15)
    assert clocks.promise_hour == time(12)
    assert clocks.quiet_from == time(20)
    assert clocks.first_answer == timedelta(hours=24)


def test_langdetect_can_be_chosen() -> None:
    store = settings(language_detector="langdetect", languages=["de", "en"]).store["main"]
    options = practice.reader_options(store).language
    assert (options.detector, options.languages) == ("langdetect", ("de", "en"))


def test_without_any_team_no_desk_signs() -> None:
    given = settings()
    assert practice.desk_names(given, given.store["main"]) == {}


def test_two_stores_share_one_set_of_models() -> None:
    given = Settings.model_validate(
        {
            "store": {
                "one": {"name": "1", "addresses": ["a@one.example"]},
                "two": {"name": "2", "addresses": ["a@two.example"]},
            },
            "mailbox": {"box": settings().mailbox["box"].model_dump() | {"store": "one"}},
        }
    )
    built = practice.practices(given, b"k")
    assert built["one"].reader is built["two"].reader


def test_who_writes_authentication_results_is_set_or_known_of_the_provider() -> None:
    read_of = settings(authserv_ids=["MX.Store.example."])
    assert read_of.authserv_ids_of("main") == {"mx.store.example"}
    box = read_of.mailbox["box"]
    gmail = box.model_copy(update={"imap": box.imap.model_copy(update={"host": "imap.gmail.com"})})
    both = read_of.model_copy(update={"mailbox": {"box": gmail}})
    assert both.authserv_ids_of("main") == {"mx.store.example", "mx.google.com"}
    named = gmail.model_copy(update={"authserv_id": "mx.other.example"})
    own = read_of.model_copy(update={"mailbox": {"box": named}})
    assert practice.identity(own, "main", b"k").authserv_ids == {
        "mx.store.example",
        "mx.other.example",
    }


def test_a_stores_mail_rules_reach_its_identity(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[senders]\nbulk = ["@fair.example"]\nform = ["web@shop.example"]\n')
    built = practice.identity(settings(mail_rules=rules), "main", b"k")
    assert built.rules.kind_of("a@fair.example") == "bulk"
    assert "web@shop.example" in built.form_senders


def test_broken_mail_rules_stop_the_start_with_their_line(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[senders]\nbulk = [3]\n")
    with pytest.raises(SettingsWrong, match=r"rules\.toml:2: senders\.bulk"):
        practice.practices(settings(mail_rules=rules), b"k")
