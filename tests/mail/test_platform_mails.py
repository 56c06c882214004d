"""Mails of marketplaces in many languages: buyers' words and requests, and their own notices."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.make import a_mail
from triage.mail.kind import judge
from triage.mail.message import Identity, Kind, ReplyChannel

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)
MAILS = tomllib.loads(Path(__file__).with_name("platform_mails.toml").read_text("utf-8"))["mail"]


@pytest.mark.parametrize("given", MAILS, ids=[f"{m['sender']} {m['subject'][:30]}" for m in MAILS])
def test_marketplaces_mail_is_told_by_what_it_carries(given: dict[str, str]) -> None:
    verdict = judge(
        a_mail(sender=given["sender"], subject=given["subject"], text=given["text"]), US
    )
    if "words" not in given:
        assert (verdict.kind, verdict.draft.allowed) == (Kind.NOTICE, False)
        return
    assert verdict.reply_channel is ReplyChannel.PLATFORM_ONLY
    assert verdict.own_words == given["words"]
    assert verdict.customer is not None
    assert verdict.customer.name == given["name"]
