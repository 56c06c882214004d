"""A store's own rules: they decide beside those of the program, and faults are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.make import a_mail
from triage.errors import SettingsWrong
from triage.mail.kind import judge
from triage.mail.message import Identity, Kind, Mail, Verdict
from triage.settings.mail_rules import read_mail_rules

RULES = """
[[platform]]
id = "lampmarket"
group = "marketplace"
domains = ["lampmarket.example", "mail.lampmarket.*"]

[senders]
notice = ["erp@stock.example", "@reports.example"]
bulk = ["@fair.example"]
customer = ["orders@bigbuyer.example", "boss@reports.example"]
form = ["web@shop.example"]

[bounce]
subjects = ["Brevet kom tilbage"]
bodies = ["skuffen er lukket for altid"]

[auto_reply]
subjects = ["Gone fishing"]
bodies = ["the workshop is closed"]

[dispute]
words = ["lamp tribunal"]

[message]
words = ["a lamp lover writes"]

[request]
words = ["wishes to swap"]
"""


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    path = tmp_path / "rules.toml"
    path.write_text(RULES, encoding="utf-8")
    rules, forms = read_mail_rules(path)
    assert forms == {"web@shop.example"}
    return Identity(addresses=frozenset({"support@store.example"}), rules=rules)


def _kinds(mail: Mail, identity: Identity) -> tuple[Kind, Kind]:
    return judge(mail, identity).kind, judge(mail, Identity()).kind


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        (a_mail(sender="info@lampmarket.example", text="x"), Kind.NOTICE),
        (a_mail(sender="info@mail.lampmarket.de", text="x"), Kind.NOTICE),
        (a_mail(sender="erp@stock.example"), Kind.NOTICE),
        (a_mail(sender="anyone@reports.example"), Kind.NOTICE),
        (a_mail(sender="anyone@fair.example"), Kind.BULK),
        (
            a_mail(
                sender="mailer-daemon@x.example",
                reply_to="anna@customer.example",
                subject="Brevet kom tilbage",
                text="x",
            ),
            Kind.BOUNCE,
        ),
        (
            a_mail(
                sender="mailer-daemon@x.example",
                reply_to="anna@customer.example",
                text="Skuffen er lukket for altid.",
            ),
            Kind.BOUNCE,
        ),
        (a_mail(subject="Gone fishing", text="x", in_reply_to=("a@b",)), Kind.AUTO_REPLY),
        (a_mail(subject="x", text="The workshop is closed.", return_path=""), Kind.AUTO_REPLY),
    ],
)
def test_rule_of_the_store_decides(mail: Mail, kind: Kind, identity: Identity) -> None:
    assert _kinds(mail, identity) == (kind, Kind.CUSTOMER)


def test_one_address_outranks_its_domain(identity: Identity) -> None:
    assert judge(a_mail(sender="boss@reports.example"), identity).kind is Kind.CUSTOMER


def test_sender_named_a_customer_is_one_despite_list_headers(identity: Identity) -> None:
    text = "Autumn colours for every room. " * 30 + "https://a.example https://b.example"
    mail = a_mail(sender="orders@bigbuyer.example", text=text, headers={"List-Unsubscribe": "<x>"})
    verdict = judge(mail, identity)
    assert (verdict.kind, verdict.reply_to) == (Kind.CUSTOMER, "orders@bigbuyer.example")
    assert verdict.reasons[0].code == "listed_sender"


def test_no_rule_makes_us_answer_a_machine(identity: Identity) -> None:
    mail = a_mail(sender="orders@bigbuyer.example", headers={"X-Autoreply": "yes"})
    assert judge(mail, identity).kind is Kind.AUTO_REPLY


def test_forger_does_not_inherit_what_is_said_of_a_sender(identity: Identity) -> None:
    failed = {"Authentication-Results": "mx.store.example; dmarc=fail header.from=stock.example"}
    assert judge(a_mail(sender="erp@stock.example", headers=failed), identity).kind is (
        Kind.CUSTOMER
    )


def _from_market(subject: str, identity: Identity) -> Verdict:
    return judge(a_mail(sender="info@lampmarket.example", subject=subject, text="x"), identity)


def test_platforms_wordings_of_the_store_are_understood(identity: Identity) -> None:
    assert _from_market("Lamp tribunal in session", identity).dispute
    assert _from_market("A lamp lover writes", identity).kind is Kind.CUSTOMER
    assert _from_market("Buyer wishes to swap", identity).kind is Kind.CUSTOMER
    assert _from_market("Fees", identity).kind is Kind.NOTICE


def test_rules_of_the_program_stay(identity: Identity) -> None:
    paypal = a_mail(sender="service@paypal.com", subject="New dispute", text="x")
    assert judge(paypal, replace(identity)).dispute


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[platform]]\nid = "x"\ngroup = "bank"\ndomains = ["a.example"]\n',
            ":3: platform.0.group",
        ),
        ('[[platform]]\nid = "x"\ngroup = "shop"\ndomains = []\n', "domains"),
        ('[senders]\nnotice = ["everybody"]\n', ":2: senders.notice.0: 'everybody' is neither"),
        ('[auto_reply]\nbodies = ["ok"]\n', ":2: auto_reply.bodies.0: 'ok' is too short"),
        ('[auto_replies]\nbodies = ["closed for good"]\n', "did you mean 'auto_reply'"),
        ("[senders\n", "not valid TOML"),
    ],
)
def test_fault_is_named_with_file_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong) as caught:
        read_mail_rules(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


def test_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="cannot be read"):
        read_mail_rules(tmp_path / "none.toml")


def test_two_signs_of_han_say_as_much_as_six_letters(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[bounce]\nsubjects = ["信件退"]\n', encoding="utf-8")
    rules, _ = read_mail_rules(path)
    assert "信件退" in rules.bounce_subjects.words
