"""The program is killed while it puts a translation above a draft; the end must not show it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crash.test_crash import assert_same, killed
from tests.translation.engine import Engine, running
from tests.wires.mail_out import Postbox
from tests.wires.servers import Dovecot
from tests.wires.shop import NOW, Shop
from tests.wires.watched import letter
from triage.drafts.bilingual import BORDER
from triage.practice import own_templates

pytestmark = [pytest.mark.wires, pytest.mark.crash, pytest.mark.usefixtures("each_store")]

SPANISH = (
    "Hola,\n\nla lámpara del pedido 10423 llegó rota, el cristal está hecho pedazos. Quiero que me "
    "devuelvan el dinero, por favor.\n\nUn saludo\nAnna Berg\n"
)
POINTS = (
    "commit:record:after", "commit:translation:before", "commit:translation:after",
    "commit:translated:before", "commit:translated:after", "commit:claim:after",
    "imap:append:before", "imap:append:after", "commit:placed:before", "commit:done:after",
)  # fmt: skip
AT_FAILURE = ("commit:left:before", "commit:left:after", "imap:append:after")


def a_shop(dovecot: Dovecot, postbox: Postbox, folder: Path, engine: Engine) -> Shop:
    """Return a store that answers in English alone, with one Spanish mail in its inbox."""
    shop = Shop(dovecot.account(), postbox, folder)
    own, templates = own_templates(), folder / "templates"
    shutil.copytree(own / "en", templates / "en")
    for name in ("courteous.toml", "relatives.toml"):
        shutil.copy(own / name, templates / name)
    with shop.file.open("a", encoding="utf-8") as file:
        file.write(
            f'\n[paths]\ntemplates = "{templates}"\n\n[translation]\nengine = "libretranslate"\n'
            f'url = "{engine.url}"\ndrafts = true\n'
        )
    with shop.account.client() as client:
        client.append("INBOX", letter(1, SPANISH), flags=(), msg_time=NOW)
    return shop


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_while_translating_leaves_one_translated_draft(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, point: str
) -> None:
    with running() as engine:
        undisturbed = a_shop(dovecot, smtp_server, tmp_path / "undisturbed", engine)
        undisturbed.once()
        shop = a_shop(dovecot, smtp_server, tmp_path / "shop", engine)
        assert killed(shop.once, point)
        killed(shop.once, point)
        shop.once()
        assert_same(shop.state(), undisturbed.state())
        (lies,) = shop.masked_mails("Drafts")
        assert BORDER in lies


@pytest.mark.parametrize("point", AT_FAILURE)
def test_a_kill_where_the_engine_fails_leaves_one_english_draft(
    dovecot: Dovecot, smtp_server: Postbox, tmp_path: Path, point: str
) -> None:
    with running() as engine:
        engine.mood = "broken"
        undisturbed = a_shop(dovecot, smtp_server, tmp_path / "undisturbed", engine)
        undisturbed.once()
        shop = a_shop(dovecot, smtp_server, tmp_path / "shop", engine)
        assert killed(shop.once, point)
        shop.once()
        assert_same(shop.state(), undisturbed.state())
        (lies,) = shop.masked_mails("Drafts")
        assert BORDER not in lies
