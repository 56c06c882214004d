"""Customers whose language has no templates: a real engine's words above the English, then agents.

Spanish has templates; a folder of English ones alone makes it a language that has none.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.translation import apertium
from tests.translation.engine import Engine, running
from tests.wires.mail_out import Postbox
from tests.wires.servers import Account, Dovecot
from tests.wires.watched import ANNA, Watched, letter, watched
from triage.cli import desk
from triage.drafts.bilingual import BORDER, BY_MACHINE
from triage.drafts.draft import Level, MessageKind
from triage.interpreting import translate_drafts
from triage.practice import own_templates
from triage.rounds import Report, Round, remind
from triage.storage.fates import MAIL_CLIENT

pytestmark = [pytest.mark.wires, pytest.mark.usefixtures("each_store")]

SPANISH = (
    "Hola,\n\nla lámpara del pedido 10423 llegó rota, el cristal está hecho pedazos. Quiero que me "
    "devuelvan el dinero, por favor.\n\nUn saludo\nAnna Berg\n"
)
TILL_STALE = (3 * 24 + 2) * 60.0  # minutes from Friday afternoon to an hour before the promise
COURTEOUS = "Gracias por su mensaje, lo hemos recibido."


@pytest.fixture
def real() -> Iterator[Engine]:
    """A server with Apertium behind it, which can still misbehave."""
    apertium.needed()
    with running(apertium.translate) as server:
        yield server


@pytest.fixture
def store(
    dovecot: Dovecot, smtp_server: Postbox, real: Engine, tmp_path: Path
) -> Iterator[Watched]:
    """A store that answers in English alone and has an engine translate that."""
    with watched(dovecot.account(), smtp_server, tmp_path / "shop", tables(real, tmp_path)) as it:
        yield it


def tables(engine: Engine, folder: Path, *, drafts: str = "true", seconds: int = 30) -> str:
    """Return settings that name an engine and a folder with English templates alone."""
    own, templates = own_templates(), folder / "templates"
    shutil.copytree(own / "en", templates / "en")
    for name in ("courteous.toml", "relatives.toml"):
        shutil.copy(own / name, templates / name)
    return (
        f'\n[paths]\ntemplates = "{templates}"\n\n[translation]\nengine = "libretranslate"\n'
        f'url = "{engine.url}"\ntimeout_seconds = {seconds}\ndrafts = {drafts}\n'
    )


def parts(body: str) -> tuple[str, str, str]:
    """Return the courteous line, the translation and the English letter of a text."""
    above, border, english = body.replace("\r\n", "\n").partition(BORDER)
    line, _, translation = above.partition("\n\n")
    assert border
    return line, translation.strip(), english.strip()


def figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))


def test_customer_gets_their_language_above_the_english(store: Watched, real: Engine) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    (lies,) = store.lying()
    line, translation, english = parts(lies)
    assert line.startswith(COURTEOUS)
    assert "Gracias" in translation
    assert "Thank you" in english
    assert "10423" in translation
    assert "lunes 23 de noviembre a las 18:00 (CET)" in translation
    assert "Monday 23 November, 6 pm (CET)" in english
    assert store.case().number in translation
    assert "Anna Berg" in translation
    sent = "\n".join(asked.text for asked in real.asked)
    assert {(asked.source, asked.target) for asked in real.asked} == {("en", "es")}
    assert not [each for each in ("10423", "Berg", store.case().number, "Nov") if each in sent]


def test_english_version_is_never_placed_and_the_journal_tells(store: Watched) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    assert store.states() == ["replaced", "placed"]
    assert "draft version 2 is translated into es by libretranslate" in store.notes()
    before = store.versions()
    for _ in range(2):
        store.round(1)
    assert store.versions() == before
    assert len(store.lying()) == 1


def test_agent_must_confirm_and_what_goes_out_bears_their_name_twice(store: Watched) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    found = store.versions()[-1]
    assert [(f.level, f.text) for f in found.draft.findings if f.why == BY_MACHINE] == [
        (Level.CONFIRM, "es")
    ]
    last = desk.final(store.office, found, "Mei")
    assert not last.blocking
    assert [f.why for f in last.doubtful] == [BY_MACHINE]
    desk.send(store.office, found, last, "Mei")
    store.round()
    (sent,) = store.lying(folder="Sent")
    _, translation, english = parts(sent)
    assert "\nMei\n" in f"{translation}\n"
    assert "\nMei\n" in f"{english}\n"
    assert "Customer care" not in sent


def test_promise_made_anew_at_approval_is_the_same_in_both_languages(store: Watched) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    found = store.versions()[-1]
    store.minutes[0] += TILL_STALE
    last = desk.final(store.office, found, "Mei")
    assert last.renewed
    assert [f.why for f in last.doubtful] == [BY_MACHINE]
    _, translation, english = parts(last.draft.body)
    assert "Gracias" in translation
    assert "martes 24 de noviembre a las 18:00 (CET)" in translation
    assert "Tuesday 24 November, 6 pm (CET)" in english
    assert "23" not in figures(last.draft.body)


def test_promise_that_comes_near_is_made_anew_and_translated_again(store: Watched) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    store.round(TILL_STALE)
    assert store.states() == ["replaced", "replaced", "replaced", "placed"]
    (lies,) = store.lying()
    assert "Gracias" in parts(lies)[1]


def test_wording_of_an_agent_keeps_its_mark_while_it_holds_a_machines(store: Watched) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    found = store.versions()[-1]
    body = found.draft.body
    kept = desk.reword(store.office, found, body.replace("Gracias", "Muchas gracias"), "Mei")
    assert BY_MACHINE in [f.why for f in kept.draft.findings]
    english = desk.reword(store.office, kept, parts(body)[2], "Mei")
    assert BY_MACHINE not in [f.why for f in english.draft.findings]
    assert english.made_by not in ("", MAIL_CLIENT)


@pytest.mark.parametrize(
    ("mood", "well_for", "why"),
    [
        ("broken", 0, "status 500"),
        ("busy", 2, "status 429"),
        ("not json", 1, "something else than JSON"),
        ("moved", 0, "status 302"),
        ("empty", 1, "is empty"),
        ("lose", 0, "exactly"),
        ("double", 1, "exactly"),
        ("mixed up", 1, "exactly"),
        ("unchanged", 0, "as it was"),
    ],
)
def test_whatever_goes_wrong_leaves_the_english_and_is_not_tried_again(
    store: Watched, real: Engine, mood: str, well_for: int, why: str
) -> None:
    real.mood, real.well_for = mood, well_for
    store.deliver(letter(1, SPANISH))
    store.deliver(letter(2, "The lamp from order 10424 is broken.", sender="bo@customer.example"))
    report = store.round()
    assert (report.decided, report.failed) == (2, 0)
    (lies,) = store.lying()
    assert lies.startswith(COURTEOUS)
    assert "Thank you" in lies
    assert BORDER not in lies
    assert store.states() == ["placed"]
    (note,) = [each for each in store.notes() if "stays in English" in each]
    assert why in note
    assert len(store.lying("bo@customer.example")) == 1
    real.mood = "well"
    real.asked.clear()
    store.round(1)
    assert not real.asked


def test_slow_engine_holds_nothing_up_for_long(
    dovecot: Dovecot, smtp_server: Postbox, real: Engine, tmp_path: Path
) -> None:
    real.mood = "slow"
    more = tables(real, tmp_path, seconds=1)
    with watched(dovecot.account(), smtp_server, tmp_path / "shop", more) as store:
        store.deliver(letter(1, SPANISH))
        store.round()
        assert BORDER not in store.lying()[0]
        assert [each for each in store.notes() if "in time" in each]
        assert len(real.asked) == 1


def test_drafts_beyond_the_time_of_a_round_stay_in_english(store: Watched, real: Engine) -> None:
    store.deliver(letter(1, SPANISH), letter(2, SPANISH, sender="bo@customer.example"))
    working = Round(store.office, store.office.accounts["support"], store.session, store.folders)
    working.arrivals.fetch_new(store.folders.inbox, junk=False)
    working.decide_waiting(Report())
    assert translate_drafts(store.office, "support", within=-1.0) == 0
    for address in (ANNA, "bo@customer.example"):
        assert [each for each in store.notes(address) if "no time was left" in each]
        assert store.states(address) == ["ready"]
    assert translate_drafts(store.office, "support") == 0
    assert not real.asked
    working.act(Report())
    assert BORDER not in store.lying()[0]


def test_all_new_drafts_are_translated_in_one_go(store: Watched, real: Engine) -> None:
    store.deliver(letter(1, SPANISH), letter(2, SPANISH, sender="bo@customer.example"))
    store.round()
    for address in (ANNA, "bo@customer.example"):
        assert BORDER in store.lying(address)[0]
    texts = [asked.text for asked in real.asked]
    assert len(texts) == len(set(texts)), "the same words were asked for twice"


def test_letter_the_clock_composes_is_translated_too(store: Watched) -> None:
    store.deliver(letter(1, SPANISH))
    store.round()
    found = store.versions()[-1]
    desk.send(store.office, found, desk.final(store.office, found, "Mei"), "Mei")
    store.round(3 * 24 * 60.0)
    remind(store.office)
    store.round()
    assert store.versions()[-1].draft.kind is MessageKind.FOLLOW_UP_FIRST
    (lies,) = store.lying()
    assert parts(lies)[0].startswith(COURTEOUS)


def test_language_the_engine_lacks_stays_in_english(store: Watched) -> None:
    german = "Hallo, die Lampe aus der Bestellung 10423 kam zerbrochen an. Ich möchte mein Geld."
    store.deliver(letter(1, german))
    store.round()
    (lies,) = store.lying()
    assert lies.startswith("Vielen Dank")
    assert BORDER not in lies
    assert [each for each in store.notes() if "these languages" in each]


def test_nothing_is_asked_unless_the_settings_say_so(
    account: Account, smtp_server: Postbox, real: Engine, tmp_path: Path
) -> None:
    more = tables(real, tmp_path, drafts="false")
    with watched(account, smtp_server, tmp_path / "shop", more) as store:
        store.deliver(letter(1, SPANISH))
        store.round()
        assert BORDER not in store.lying(ANNA)[0]
        assert not real.asked
