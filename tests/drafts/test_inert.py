"""Hostile names, subjects and order numbers of customers come out inert in every language."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from tests.drafts.make import PROMISE, facts, library
from triage.drafts.compose import compose
from triage.drafts.draft import MessageKind
from triage.mail.message import ReplyChannel
from triage.understanding.taxonomy import Evidence

HOSTILE = (
    "{promise}",
    "{{ 7 * 7 }}",
    "{% for x in [].__class__.__mro__ %}{{ x }}{% endfor %}",
    "⟦order number?⟧",
    "x\r\nBcc: all@world.example\r\n\r\nspam",
    "\u202egnp.exe\u2066",
    "A" * 10_000,
    "<script>alert(49)</script>",
    "\0\x07\ud800",
)
LINK = "https://evil.example/win"


@pytest.mark.parametrize("language", library().languages)
def test_hostile_values_come_out_inert(language: str) -> None:
    for hostile, kind in product(HOSTILE, (MessageKind.ACKNOWLEDGMENT, MessageKind.HOLDING)):
        given = facts(
            language=language,
            kind=kind,
            customer_name=hostile,
            order_numbers=(hostile,),
            subject=hostile,
            promise=replace(PROMISE, peak=hostile),
            missing=(Evidence.PARCEL_PHOTOS,),
        )
        draft = compose(library(), given)
        assert draft.gaps == ()
        assert "__class__" not in draft.body or "{%" in draft.body  # shown, not run
        assert "\n49" not in draft.body
        assert not {"\r", "\0", "\x07", "\u202e", "\u2066", "\ud800"} & set(draft.body)
        assert not {"\r", "\n", "\u202e"} & set(draft.subject)
        assert len(draft.body) < 2_500
        assert "Bcc" not in [line.split(":")[0] for line in draft.body.splitlines()]


@pytest.mark.parametrize("language", library().languages)
def test_a_link_for_a_name_is_stopped_before_a_marketplace_sees_it(language: str) -> None:
    given = facts(language=language, customer_name=LINK, reply_channel=ReplyChannel.RELAY)
    assert any(finding.rule == 11 for finding in compose(library(), given).findings)
