"""What a delivery report says, whoever wrote it: of the corpus' bounces and of hostile texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.make import a_mail
from tests.timing import quickest
from triage.mail.free_reports import with_report
from triage.mail.message import DeliveryReport
from triage.mail.parse import parse

KINDS = Path(__file__).parents[1] / "corpus" / "kinds"
SAID = {
    "bounce-postfix-user-unknown": ("failed", "5.1.1", "kunde@post.example", True),
    "delay-postfix": ("delayed", "4.4.1", "j.ruiz@correo.example", True),
    "bounce-exim-plain": ("failed", "5.1.1", "ellen.moss@inbox.example", True),
    "delay-exim-plain": ("delayed", "5.2.2", "h.lindqvist@posten.example", False),
    "bounce-qmail": ("failed", "5.2.1", "p.novak@schranka.example", True),
    "delay-sendmail": ("delayed", "4.4.1", "tomas@firma.example", True),
    "bounce-office365": ("failed", "5.1.10", "ap@nordhandel.example", True),
    "bounce-exchange-de-flattened": ("failed", "5.1.1", "einkauf@werkzeugbau.example", False),
    "delay-gmail-de": ("delayed", "4.4.1", "lea@kanzlei.example", True),
    "bounce-yahoo": ("failed", "5.1.1", "grace.ode@yahoo.com", False),
    "bounce-zimbra-it-quota": ("failed", "5.2.2", "protocollo@comune.example", False),
    "bounce-domino": ("failed", "5.1.1", "schmidt@konzern.example", False),
    "bounce-mdaemon": ("failed", "5.1.1", "aufnahme@klinik.example", False),
    "bounce-mailru-plain": ("failed", "5.2.1", "anton_p@bk.ru", False),
    "bounce-yandex": ("failed", "5.7.1", "marina-ku@yandex.ru", False),
    "bounce-rambler": ("failed", "5.2.2", "stepan.k@rambler.ru", False),
    "bounce-qq": ("failed", "5.1.1", "284913377@qq.com", False),
    "bounce-163": ("failed", "5.1.1", "liuyang_0912@163.com", False),
    "bounce-aliyun": ("failed", "5.1.1", "chen.jie@aliyun-inc.example", False),
    "bounce-sina": ("failed", "5.2.2", "xiaomei_zh@sina.com", False),
    "bounce-naver": ("failed", "5.1.1", "jisoo_kim88@naver.com", False),
    "bounce-daum": ("failed", "5.2.2", "hyejin.lee@hanmail.net", False),
    "bounce-japan-isp": ("failed", "5.1.1", "sato-m@provider.example", False),
    "bounce-turkish-plesk": ("failed", "5.1.1", "muhasebe@firma.example", False),
    "bounce-polish-wp": ("failed", "5.1.1", "krystyna.w@wp.pl", False),
}


@pytest.mark.parametrize("name", SAID)
def test_report_tells_action_status_recipient_and_our_mail(name: str) -> None:
    report = with_report(parse((KINDS / f"{name}.eml").read_bytes())).report
    assert report is not None
    action, status, recipient, embedded = SAID[name]
    assert (report.action, report.status, report.recipient) == (action, status, recipient)
    assert report.original_message_id.endswith("@lindenhof.example") is embedded


def test_standard_report_is_completed_and_never_overruled() -> None:
    mail = a_mail(
        text="<b@c.example>: user unknown",
        report=DeliveryReport("delayed", "4.2.2", "a@b.example", ""),
        in_reply_to=("ours@store.example",),
    )
    report = with_report(mail).report
    assert report == DeliveryReport("delayed", "4.2.2", "a@b.example", "ours@store.example")


def test_copy_of_our_mail_tells_no_recipient() -> None:
    text = "Sorry.\n\n--- Below this line is a copy of the message.\n\nTo: a@b.example\n"
    report = with_report(a_mail(text=text, sender="mailer-daemon@mx.example")).report
    assert report is not None
    assert report.recipient == ""


@pytest.mark.parametrize("text", ["a." * 30_000, "-" * 60_000, "a@b." * 20_000, "5.1." * 20_000])
def test_hostile_report_is_read_in_linear_time(text: str) -> None:
    mail = a_mail(text=text, sender="mailer-daemon@mx.example")
    assert quickest(lambda: with_report(mail), below=0.2) < 0.2
