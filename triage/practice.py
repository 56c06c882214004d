"""How each store works, built once from the settings: every stage gets the options it declares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from triage.drafts.library import Library
from triage.errors import SettingsWrong
from triage.mail.mail_rules import OWN_RULES
from triage.mail.message import Identity
from triage.pipeline.values import Practice
from triage.reminders.clocks import Clocks
from triage.reminders.working_time import Peak, WorkCalendar, WorkingTime
from triage.settings.mail_rules import read_mail_rules
from triage.settings.stores import Store, Weekday
from triage.settings.tables import Settings
from triage.understanding.complaint import ComplaintReader
from triage.understanding.language import LanguageOptions
from triage.understanding.numbers.reader import NumberOptions
from triage.understanding.reader import Reader, ReaderOptions
from triage.understanding.taxonomy import Team

_WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def practices(
    settings: Settings, key: bytes, words: Mapping[str, Library] | None = None
) -> dict[str, Practice]:
    """Build the practice of every store. Raises SettingsWrong or TemplateBroken.

    `words` are the stores' libraries where somebody has read them already.
    """
    if words is None:
        words = libraries(settings, settings.paths.templates or own_templates())
    return {name: _practice(settings, name, key, words[name]) for name in settings.store}


def libraries(settings: Settings, folder: Path) -> dict[str, Library]:
    """Read the templates of every store from a folder. Raises TemplateBroken."""
    return {name: Library(folder, name, store.familiar) for name, store in settings.store.items()}


def own_templates() -> Path:
    """Return the folder of the templates that come with the program."""
    package = Path(str(files("triage")))
    beside = package.parent / "templates"  # a checkout
    return beside if beside.is_dir() else package / "templates"


def _practice(settings: Settings, name: str, key: bytes, library: Library) -> Practice:
    store = settings.store[name]
    try:
        return Practice(
            id=name,
            store=store,
            identity=identity(settings, name, key),
            reader=_reader(reader_options(store)),
            library=library,
            working_time=WorkingTime(work_calendar(store)),
            clocks=clocks(store),
            desk_names=desk_names(settings, store),
        )
    except SettingsWrong as error:
        raise SettingsWrong(f"store.{name}: {error}") from error


@cache
def _reader(options: ReaderOptions) -> Reader:
    """Build a reader once a process: it is pure, and its models take half a second and memory."""
    return Reader(options, _complaints())


@cache
def _complaints() -> ComplaintReader:
    return ComplaintReader()


def identity(settings: Settings, name: str, key: bytes) -> Identity:
    """Return who a store is, for telling its own mail apart. Reads the store's mail rules."""
    store = settings.store[name]
    rules, forms = read_mail_rules(store.mail_rules) if store.mail_rules else (OWN_RULES, ())
    return Identity(
        addresses=frozenset(store.addresses),
        staff_domains=frozenset(domain.lower() for domain in store.staff_domains),
        form_senders=frozenset((*store.form_senders, *forms)),
        message_id_domain=store.message_id_domain or store.addresses[0].rpartition("@")[2],
        message_id_key=key,
        authserv_ids=settings.authserv_ids_of(name),
        rules=rules,
    )


def reader_options(store: Store) -> ReaderOptions:
    """Return what understanding needs to know of a store."""
    return ReaderOptions(
        language=LanguageOptions(
            languages=store.languages,
            default=store.default_language,
            detector=store.language_detector,
        ),
        numbers=NumberOptions(
            channels=frozenset(store.channels), order_patterns=store.order_patterns
        ),
    )


def work_calendar(store: Store) -> WorkCalendar:
    """Return when a store works."""
    return WorkCalendar(
        time_zone=store.time_zone,
        country=store.country,
        subdivision=store.subdivision,
        hours=tuple(store.hours.get(day) for day in _WEEK),
        extra_holidays=frozenset(store.closed_days),
        extra_working_days=frozenset(store.open_days),
        peaks=tuple(Peak(p.name, p.first, p.last, p.extra_days) for p in store.peaks),
    )


def clocks(store: Store) -> Clocks:
    """Return how long each step may take."""
    given = store.clocks
    return Clocks(
        review_working=timedelta(minutes=given.review_minutes),
        review_outside=timedelta(minutes=given.review_minutes_outside),
        review_critical=timedelta(minutes=given.review_minutes_critical),
        first_answer=timedelta(hours=given.first_answer_hours),
        promise_hour=given.promise_time,
        promise_lead=timedelta(hours=given.promise_warning_hours),
        stale_promise=timedelta(hours=given.stale_promise_hours),
        first_follow_up=timedelta(days=given.follow_up_days),
        second_follow_up=timedelta(days=given.second_follow_up_days),
        close_proposal=timedelta(days=given.close_proposal_days),
        after_resolution=timedelta(hours=given.after_resolution_hours),
        arrival=timedelta(days=given.arrival_days),
        quiet_from=given.quiet_from,
        quiet_until=given.quiet_until,
    )


def desk_names(settings: Settings, store: Store) -> dict[Team, str]:
    """Return the name that signs for each team while no agent is assigned."""
    desks = {team: settings.desk_of(store, team) for team in Team}
    return {team: settings.team[desk].name for team, desk in desks.items() if desk}
