from __future__ import annotations

import pytest

from triage.mailbox.remedies import of_login, of_refusal


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("imap.gmail.com", "app password"),
        ("outlook.office365.com", "set oauth"),
        ("partner.outlook.cn", "set oauth"),
        ("imap.qiye.163.com", "授权码"),
        ("imap.exmail.qq.com", "授权码"),
        ("imap.qiye.aliyun.com", "三方客户端安全密码"),
        ("imap.yandex.com", "app password"),
        ("imappro.zoho.eu", "app password"),
        ("IMAP.GMX.NET.", "POP3/IMAP"),
        ("mail.notgmail.com", "check user and password"),
        ("127.0.0.1", "check user and password"),
    ],
)
def test_a_refused_password_has_its_providers_remedy(host: str, words: str) -> None:
    assert words in of_login(host, by_token=False)
    assert "token is for another mailbox" in of_login(host, by_token=True)


def test_neteases_unsafe_login_has_its_remedy_and_other_words_none() -> None:
    assert "授权码" in of_refusal("EXAMINE Unsafe Login. Please contact kefu@188.com for help")
    assert of_refusal("Mailbox is busy") == ""
