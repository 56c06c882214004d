"""The program is killed at every commit, IMAP command and SMTP command; the end must not show it.

Most kills are of a forked copy of this process, which spares loading the models each time; the
kills at random are of the real command.
"""

from __future__ import annotations

import os
import random
import signal
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.generated import Generated, generate
from tests.wires.clients import Thunderbird, do
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop, later
from triage.cli import faulting
from triage.mailbox import session
from triage.reminders.reminder import ReminderKind
from triage.smtp import POINTS as SMTP_POINTS
from triage.storage import acts, drafts
from triage.storage.database import Database

pytestmark = [pytest.mark.wires, pytest.mark.crash, pytest.mark.usefixtures("each_store")]

# Every point a round over a mailbox passes; a test below sees to it that none is missing.
COMMITS = (
    "migrate", "lease", "keep", "reserve", "record", "claim", "placed", "done", "release",
    "watched",
)  # fmt: skip
ROUND = tuple(
    f"{wire}:{side}"
    for wire in (
        *(f"commit:{name}" for name in COMMITS),
        *(
            f"imap:{name}"
            for name in (
                "connect", "capability", "login", "id", "list", "examine", "select", "status",
                "search", "fetch", "append", "store", "expunge", "logout",
            )
        ),
    )
    for side in ("before", "after")
)  # fmt: skip
SENDING = tuple(
    point
    for point in (
        "commit:claim:before", "commit:claim:after", "commit:sending:before",
        "commit:sending:after", *SMTP_POINTS, "commit:sent:before", "commit:sent:after",
        "imap:append:before", "imap:append:after", "imap:store:after", "imap:expunge:before",
        "imap:expunge:after", "commit:done:before", "commit:done:after",
    )
    if "starttls" not in point and "auth" not in point  # the test's server asks for neither
)  # fmt: skip
# From the commit of `sending` to that of `sent` nobody knows whether the customer has the mail.
DOUBTFUL = {
    "commit:sending:after",
    "smtp:data:before",
    "smtp:data:after",
    "smtp:body:before",
    "smtp:body:after",
    "smtp:reply:before",
    "smtp:reply:after",
    "smtp:quit:before",
    "smtp:quit:after",
    "commit:sent:before",
}


def forked(work: Callable[[], object], faults: str) -> int:
    """Do the work in a copy of this process; return how it ended (negative: the signal)."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            faulting.install(faults)
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it was must not run pytest twice
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed(work: Callable[[], object], point: str, count: int = 1) -> bool:
    """Tell whether the work was killed at the point, or ended well without passing it."""
    code = forked(work, f"kill:{point}:{count}")
    assert code in (0, -signal.SIGKILL)
    return code != 0


def a_shop(dovecot: Dovecot, postbox: Postbox, folder: Path) -> Shop:
    shop = Shop(dovecot.account(), postbox, folder)
    mails = generate(14)
    shop.deliver(mails)
    return shop


@pytest.fixture(scope="session")
def undisturbed(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The state two rounds leave that nobody disturbs; second mails come between them."""
    with Postbox() as postbox:
        shop = a_shop(dovecot, postbox, tmp_path_factory.mktemp("undisturbed"))
        two_rounds(shop)
        return shop.state()


def two_rounds(shop: Shop) -> None:
    shop.once()
    shop.deliver(second_mails())
    shop.once(later(0.1))


def second_mails() -> list[Generated]:
    """Answers in threads whose drafts already lie in the mailbox: those are replaced."""
    return [mail for mail in generate(30) if mail.answers][1:3]


@pytest.mark.parametrize("point", ROUND)
def test_a_kill_at_any_point_of_a_round_leaves_no_trace(
    dovecot: Dovecot,
    smtp_server: Postbox,
    tmp_path: Path,
    undisturbed: dict[str, object],
    point: str,
) -> None:
    shop = a_shop(dovecot, smtp_server, tmp_path / "shop")
    killed(shop.once, point)
    killed(shop.once, point, 3)  # and again when the restart passes it for the third time
    shop.once()
    shop.deliver(second_mails())
    killed(lambda: shop.once(later(0.1)), point)
    shop.once(later(0.1))
    assert_same(shop.state(), undisturbed)


def assert_same(found: dict[str, object], expected: dict[str, object]) -> None:
    for part, value in expected.items():
        assert found[part] == value, part


def test_the_points_above_are_all_a_round_passes(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path
) -> None:
    shop = a_shop(dovecot, smtp_server, tmp_path / "shop")
    log = tmp_path / "points"
    assert forked(lambda: two_rounds(shop), f"log:{log}") == 0
    passed = set(log.read_text("utf-8").split())
    assert passed - set(ROUND) == set()
    imap = {point for point in ROUND if point.startswith("imap:")}
    assert imap <= set(session.POINTS)
    assert {p for p in ROUND if p.startswith("commit:")} <= passed


@pytest.mark.parametrize("point", SENDING)
def test_a_kill_while_sending_sends_once_or_leaves_the_send_in_doubt(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, point: str
) -> None:
    shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    shop.deliver(generate(2))
    shop.once()
    approve_all(shop)
    was_killed = killed(shop.once, point)
    assert was_killed, "the point was not passed"
    shop.once()
    shop.once(later(0.5))
    # The team may be told twice: of the send in doubt, and of the critical case that waits on.
    sent = [one for kept in smtp_server.kept for one in kept.recipients if "care@" not in one]
    assert len(sent) == len(set(sent)), "a customer got the same answer twice"
    database = Database(shop.settings.database.url)
    doubtful = drafts.listed(database, ("in_doubt",))
    unfinished = acts.unfinished(database)
    sure = drafts.listed(database, ("sent",))
    database.close()
    assert len(doubtful) == (1 if point in DOUBTFUL else 0)
    assert [act["state"] for act in unfinished] == ["in_doubt"] * len(doubtful)
    assert len(sure) + len(doubtful) == 2
    assert len(shop.folder_of("Sent")) == len(sure)
    assert len(shop.folder_of("Drafts")) == len(doubtful)


def approve_all(shop: Shop) -> None:
    database = Database(shop.settings.database.url)
    for found in drafts.listed(database):
        drafts.approve(database, found, found.draft, "Li Wei", NOW)
    database.close()


WATCHING = (
    "commit:watched:before", "commit:watched:after", "commit:edited:before", "commit:edited:after",
    "commit:went_out:before", "commit:went_out:after", "commit:answered:before",
    "commit:answered:after", "commit:discarded:before", "commit:discarded:after",
    "commit:moved:before", "commit:moved:after", "imap:status:after", "imap:examine:after",
    "imap:search:after", "imap:fetch:after",
)  # fmt: skip


def agents_at_work(shop: Shop) -> list[str]:
    """Let agents edit, send, throw away, move and answer beside their drafts; return to whom."""
    database = Database(shop.settings.database.url)
    waiting = [each.draft for each in drafts.listed(database)]
    database.close()
    to = [each.to.address for each in waiting]
    with Thunderbird(shop.account, shop.postbox, minutes=1) as client:
        opened = [client.open(each) for each in to]
        edited, sent, gone, moved, beside = opened
        assert edited
        assert sent
        assert gone
        assert moved
        assert beside
        do(client.save(edited, edited.text + "\nMei has looked at it.\n"))
        do(client.send(sent))
        do(client.throw_away(gone))
        client.imap.select_folder("Drafts")
        client.imap.copy([moved.uid], "Drafts")
        do(client.throw_away(moved))
        mine = client.reply(beside.in_reply_to.strip("<>"), beside.to, beside.subject)
        do(client.send(mine, "In my own words, and at length."))
    return to


@pytest.fixture(scope="session")
def watched_calmly(dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The state that is left when agents work in a mail client and nobody is killed."""
    with Postbox() as postbox:
        shop = Shop(dovecot.account(), postbox, tmp_path_factory.mktemp("calm"))
        shop.deliver(generate(5))
        shop.once()
        agents_at_work(shop)
        for hours in (0.1, 0.2, 0.3):
            shop.once(later(hours))
        return shop.state()


@pytest.mark.parametrize("point", WATCHING)
def test_a_kill_while_watching_agents_leaves_no_trace(
    dovecot: Dovecot,
    smtp_server: Postbox,
    tmp_path: Path,
    watched_calmly: dict[str, object],
    point: str,
) -> None:
    shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    shop.deliver(generate(5))
    shop.once()
    agents_at_work(shop)
    passed = False
    for hours in (0.1, 0.2, 0.3):
        passed |= killed(lambda hours=hours: shop.once(later(hours)), point)  # type: ignore[misc]
        shop.once(later(hours))
    assert passed, "the point was not passed"
    found = shop.state()
    for part in watched_calmly.keys() - {"sent", "sent folder", "drafts folder"}:
        assert found[part] == watched_calmly[part], part
    for folder in ("Drafts", "Sent"):
        assert len(shop.folder_of(folder)) == len(watched_calmly[f"{folder.lower()} folder"])  # type: ignore[arg-type]


TELLING = (
    "commit:remind:before", "commit:remind:after", "commit:claim:before", "commit:claim:after",
    "smtp:connect:before", "smtp:rcpt:after", "commit:begin:before", "commit:begin:after",
    "smtp:body:before", "smtp:reply:after", "commit:done:before", "commit:done:after",
)  # fmt: skip


@pytest.mark.parametrize("point", TELLING)
def test_a_kill_while_telling_the_team_never_tells_it_twice(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, point: str
) -> None:
    shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    shop.deliver(generate(3))
    shop.once()
    assert killed(lambda: shop.once(later(2)), point), "the point was not passed"
    for hours in (2.0, 2.1, 2.2):
        shop.once(later(hours))
    told = [
        kept.content.count(ReminderKind.DRAFT_WAITS.value.encode()) for kept in smtp_server.kept
    ]
    database = Database(shop.settings.database.url)
    unfinished = [act["state"] for act in acts.unfinished(database)]
    database.close()
    in_doubt = point in {
        "commit:begin:after",
        "smtp:body:before",
        "smtp:reply:after",
        "commit:done:before",
    }
    assert unfinished == (["in_doubt"] if in_doubt else [])
    assert len(told) == 1 or (in_doubt and len(told) == 0)


def test_twenty_kills_at_random_during_three_hundred_mails_leave_no_trace(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path
) -> None:
    mails = generate(300, seed=2)
    calm = Shop(dovecot.account(), smtp_server, tmp_path / "calm")
    calm.deliver(mails)
    calm.once()
    shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    shop.deliver(mails)
    chance = random.Random(7)
    at = NOW.isoformat()
    for _ in range(20):
        done = shop.command("once", "--now", at, faults=f"killn:{chance.randint(1, 180)}")
        assert done.returncode == -signal.SIGKILL, done.stderr
    done = shop.command("once", "--now", at)
    assert done.returncode == 0, done.stderr
    assert_same(shop.state(), calm.state())


def test_clock_of_the_command_can_be_moved(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path
) -> None:
    shop = Shop(dovecot.account(), smtp_server, tmp_path / "shop")
    shop.deliver(generate(1))
    moved = datetime.fromisoformat("2027-03-01T10:00+00:00")
    assert shop.command("once", "--now", moved.isoformat()).returncode == 0
    database = Database(shop.settings.database.url)
    [found] = drafts.listed(database)
    database.close()
    assert found.made_at == moved


MOVING = (
    "commit:record:after", "imap:append:after", "commit:placed:after", "imap:move:before",
    "imap:move:after", "imap:copy:before", "imap:copy:after", "imap:store:before",
    "imap:store:after", "imap:expunge:before", "imap:expunge:after", "commit:done:before",
    "commit:done:after",
)  # fmt: skip


@pytest.mark.parametrize("capability", ["", "IMAP4rev1 UIDPLUS"])
@pytest.mark.parametrize("point", MOVING)
def test_a_kill_while_filed_mail_is_moved_loses_and_doubles_none(
    start_dovecot: Callable[..., Dovecot],
    smtp_server: Postbox,
    tmp_path: Path,
    point: str,
    capability: str,
) -> None:
    server = start_dovecot(capability=capability)
    shop = Shop(server.account(), smtp_server, tmp_path / "shop")
    text = shop.file.read_text("utf-8")
    wish = 'after = "move"\ndone_folder = "Filed"\npoll_seconds'
    shop.file.write_text(text.replace("poll_seconds", wish), "utf-8")
    mails = generate(3)
    shop.deliver(mails)
    only_by_copy = point.split(":")[1] in {"copy", "store", "expunge"}
    passes = bool(capability) if only_by_copy else not (capability and ":move:" in point)
    assert killed(shop.once, point) is passes
    shop.once()
    moved = [content for _, _, content in shop.folder_of("Filed").values()]
    assert sorted(moved) == sorted(mail.content for mail in mails)
    assert shop.folder_of("INBOX") == {}
    assert len(shop.folder_of("Drafts")) == len(mails)
