"""What to do when a provider refuses a login or a folder: the cause is rarely a wrong password.

Matched by the end of the server's name, since custom domains are hosted under it, too.
"""

from __future__ import annotations

from typing import Final

_AUTHORISATION_CODE = (
    "turn IMAP on in the web mail's settings and use the authorisation code (授权码) it shows, "
    "not the login password"
)
_APP_PASSWORD = "make an app password in the account's security settings and use that"
_BY_HOST: Final = (
    (("gmail.com", "googlemail.com"), f"Gmail: {_APP_PASSWORD}, or set oauth"),
    (
        ("office365.com", "outlook.com", "outlook.cn", "partner.outlook.cn"),
        "Microsoft takes no passwords over IMAP: set oauth, and turn IMAP on for it",
    ),
    (
        ("163.com", "126.com", "yeah.net", "188.com", "netease.com"),
        f"NetEase: {_AUTHORISATION_CODE}",
    ),
    (("qq.com", "foxmail.com"), f"Tencent: {_AUTHORISATION_CODE}"),
    (("sina.com", "sina.cn", "sohu.com", "139.com"), _AUTHORISATION_CODE),
    (
        ("aliyun.com", "mxhichina.com"),
        "Aliyun: turn IMAP on for the account; where the firm requires it, use the client's "
        "security password (三方客户端安全密码)",
    ),
    (
        ("yandex.com", "yandex.ru", "yandex.net"),
        f"Yandex: turn IMAP on in the settings of mail programs, then {_APP_PASSWORD}",
    ),
    (
        ("zoho.com", "zoho.eu", "zoho.in", "zoho.com.cn"),
        f"Zoho: turn IMAP on, then {_APP_PASSWORD}",
    ),
    (("yahoo.com", "aol.com", "me.com", "icloud.com", "fastmail.com"), _APP_PASSWORD),
    (
        ("gmx.net", "gmx.com", "web.de", "mail.ru"),
        "allow POP3/IMAP in the web mail's settings; with two-factor login use an app password",
    ),
)
_USUAL: Final = (
    "check user and password, and whether the provider wants an app password or OAuth for IMAP"
)
_TOKEN: Final = (
    "the token is for another mailbox or lacks the right to it: check that user is the mailbox, "
    "that IMAP is on for it, and what the app may do"
)


def of_login(host: str, *, by_token: bool) -> str:
    """Return what to do when a login is refused."""
    if by_token:
        return _TOKEN
    name = host.lower().rstrip(".")
    for ends, remedy in _BY_HOST:
        if any(name == end or name.endswith(f".{end}") for end in ends):
            return remedy
    return _USUAL


def of_refusal(words: str) -> str:
    """Return what to do about a refused command where its words are known, else ""."""
    if "unsafe login" in words.lower():  # NetEase, to a client it does not know
        return (
            "; NetEase holds the login for unsafe: log in once by its web mail, allow IMAP there, "
            "and use a fresh authorisation code (授权码)"
        )
    return ""
