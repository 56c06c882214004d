"""Forms whose message has no label that is known: it is what stands below the known fields."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.make import a_mail
from triage.mail.kind import judge
from triage.mail.message import Identity, Kind

US = Identity(
    addresses=frozenset({"support@store.example"}),
    staff_domains=frozenset({"store.example"}),
    form_senders=frozenset({"wordpress@store.example"}),
)
MAILS = tomllib.loads(Path(__file__).with_name("form_mails.toml").read_text("utf-8"))["mail"]


@pytest.mark.parametrize("given", MAILS, ids=[m["words"][:30] for m in MAILS])
def test_message_under_an_unknown_label_is_read(given: dict[str, str]) -> None:
    verdict = judge(a_mail(sender=given["sender"], subject="Form", text=given["text"]), US)
    assert verdict.kind is Kind.CUSTOMER
    assert verdict.reply_to.endswith(".example")
    assert verdict.own_words == given["words"]
