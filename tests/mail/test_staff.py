"""Who writes from the store's domain is a colleague only if our own server says so."""

from __future__ import annotations

import pytest

from tests.make import a_mail
from triage.mail.message import Identity
from triage.mail.staff import internal_evidence

US = Identity(
    addresses=frozenset({"support@store.example"}), staff_domains=frozenset({"store.example"})
)
LAPTOP = "from LAPTOP (dsl.provider.example [203.0.113.9]) by {host} (Postfix) with {with_}"


@pytest.mark.parametrize("login", ["ESMTPSA", "ESMTPA", "UTF8SMTPSA"])
def test_login_at_our_host_proves_a_colleague(login: str) -> None:
    hop = LAPTOP.format(host="mx.store.example", with_=f"{login} id 4A70E20C3C")
    mail = a_mail(sender="ines@store.example", headers={"Received": hop})
    assert [code.code for code in internal_evidence(mail, US)] == ["staff_login"]


@pytest.mark.parametrize(
    ("host", "protocol"),
    [("mx.store.example", "ESMTPS id 4A70"), ("mx.evil.example", "ESMTPSA id 4A70")],
)
def test_delivery_without_login_or_to_another_host_proves_nothing(host: str, protocol: str) -> None:
    hop = LAPTOP.format(host=host, with_=protocol)
    mail = a_mail(sender="ines@store.example", headers={"Received": hop})
    assert internal_evidence(mail, US) == []


def test_login_of_an_outsider_proves_no_colleague() -> None:
    hop = LAPTOP.format(host="mx.store.example", with_="ESMTPSA id 4A70")
    mail = a_mail(sender="anna@customer.example", headers={"Received": hop})
    assert internal_evidence(mail, US) == []
