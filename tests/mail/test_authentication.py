"""Whose Authentication-Results are believed, and what a forged sender may not do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.make import a_mail
from triage.mail.authentication import disowned, forged, verified
from triage.mail.kind import judge
from triage.mail.message import Identity, Kind, Mail

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)
NAMED = replace(US, authserv_ids=frozenset({"mx.store.example"}))
PASS = "mx.store.example; dmarc=pass header.from=customer.example"
HOP = "from mail.customer.example (mail.customer.example [203.0.113.9]) by mx.store.example"


def _mail(*headers: tuple[str, str], sender: str = "anna@customer.example") -> Mail:
    return replace(a_mail(sender=sender), headers=headers)


RESULT = ("authentication-results", PASS)
RECEIVED = ("received", HOP)


def test_without_a_setting_only_results_above_every_hop_are_believed() -> None:
    assert verified(_mail(RESULT, RECEIVED), US)
    # A server that writes none hands on what the sender wrote.
    assert not verified(_mail(RECEIVED, RESULT), US)


def test_results_that_name_our_server_are_believed_below_its_own_hop_too() -> None:
    assert verified(_mail(RECEIVED, RESULT), NAMED)
    assert verified(_mail(RESULT, RECEIVED), NAMED)


def test_results_that_name_another_server_are_not_believed() -> None:
    other = ("authentication-results", "mx.evil.example; dmarc=pass header.from=customer.example")
    assert not verified(_mail(other, RECEIVED), NAMED)
    assert not verified(_mail(RECEIVED, other), NAMED)


def test_only_the_topmost_of_our_servers_results_counts_below_the_hop() -> None:
    failed = ("authentication-results", "mx.store.example; dmarc=fail header.from=customer.example")
    assert not verified(_mail(RECEIVED, failed, RESULT), NAMED)
    assert forged(_mail(RECEIVED, failed, RESULT), NAMED)


def test_two_filters_of_one_server_count_together() -> None:
    spf = ("authentication-results", "mx.store.example; spf=pass smtp.mailfrom=bulk.example")
    dkim = ("authentication-results", "mx.store.example; dkim=pass header.d=customer.example")
    assert verified(_mail(spf, dkim, RECEIVED), NAMED)


def test_id_names_a_whole_domain_of_servers() -> None:
    yandex = replace(US, authserv_ids=frozenset({"yandex.net"}))
    value = "mxfront7.mail.yandex.net; dkim=pass header.i=@customer.example"
    assert verified(_mail(RECEIVED, ("authentication-results", value)), yandex)
    fake = value.replace("yandex.net", "yandex.net.evil.example")
    assert not verified(_mail(RECEIVED, ("authentication-results", fake)), yandex)


def test_microsoft_names_no_server() -> None:
    value = "spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=customer.example; dmarc=pass header.from=customer.example"  # noqa: E501
    mail = _mail(RECEIVED, ("authentication-results", value))
    assert verified(mail, replace(US, authserv_ids=frozenset({"none"})))
    assert not verified(mail, NAMED)


def test_failure_accuses_wherever_it_stands() -> None:
    failed = ("authentication-results", "mx.other.example; dmarc=fail header.from=customer.example")
    assert forged(_mail(RECEIVED, failed), US)


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("dmarc=pass header.from=store.example", True),
        ("spf=none; dkim=none", True),
        ("spf=softfail smtp.mailfrom=store.example; dmarc=none", True),
        ("spf=fail smtp.mailfrom=store.example; dmarc=none", False),
        ("dmarc=fail header.from=store.example", False),
    ],
)
def test_our_own_address_is_own_unless_our_server_refused_it(said: str, own: bool) -> None:
    result = ("authentication-results", f"mx.store.example; {said}")
    mail = _mail(result, RECEIVED, sender="support@store.example")
    assert (judge(mail, NAMED).kind is Kind.OWN) is own
    assert disowned(mail, NAMED) is not own


def test_way_within_our_hosts_proves_nothing_when_our_server_refused_the_sender() -> None:
    hop = ("received", "from pc7.store.example (pc7.store.example [10.0.0.7]) by mx.store.example")
    failed = ("authentication-results", "mx.store.example; dmarc=fail header.from=store.example")
    mail = _mail(failed, hop, sender="mei@store.example")
    assert judge(mail, NAMED).kind is Kind.CUSTOMER
    assert judge(_mail(hop, sender="mei@store.example"), NAMED).kind is Kind.OWN


def test_our_own_address_forged_is_spam_unless_it_speaks_of_an_order() -> None:
    failed = ("authentication-results", "mx.store.example; dmarc=fail header.from=store.example")
    threat = replace(_mail(failed, RECEIVED, sender="support@store.example"), subject="Hi")
    paid = replace(threat, text="Pay 900 USD.", own_words="Pay 900 USD.")
    assert judge(paid, NAMED).kind is Kind.SPAM
    assert judge(threat, NAMED).kind is Kind.CUSTOMER
