"""Tests for a platform's rules below a buyer's words, and for buyers who forbid things too."""

from __future__ import annotations

import pytest

from triage.mail.platform_terms import sets_terms


@pytest.mark.parametrize(
    "line",
    [
        "Do not include personal contact information or links to outside websites in your reply.",
        "Teilen Sie dem Kunden niemals Telefonnummern oder E-Mail-Adressen mit.",
        "Merci de ne pas communiquer de coordonnées personnelles, selon nos conditions générales.",
        "Jangan membagikan nomor telepon atau tautan kepada pembeli.",
        "请勿在回复中提供联系方式或站外链接。",
    ],
)
def test_a_rule_about_contact_details_is_the_platforms(line: str) -> None:
    assert sets_terms(line)


@pytest.mark.parametrize(
    "line",
    [
        "Please do not give my phone number and e-mail address to the courier.",
        "Bitte nicht klingeln, das Baby schläft.",
        "Why do you never answer my e-mails about the broken link on your website?",
        "Merci de ne pas m'appeler, je travaille de nuit.",
        "Don't call, the phone is broken.",
    ],
)
def test_what_a_buyer_forbids_is_the_buyers(line: str) -> None:
    assert not sets_terms(line)
