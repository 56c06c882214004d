"""One question to a token service, and what its refusals mean.

The trap: forms and answers are made of secrets, so neither a body nor the text of a library's
error is ever repeated; only the short error codes of RFC 6749 and Microsoft's numbers are.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from triage.errors import LoginRefused, SettingsWrong, TokenFailed, WireFailure
from triage.settings.oauth import OAuth

_TIMEOUT = (10.0, 20.0)  # seconds to connect, and between two pieces of the answer
_TOTAL = 40.0  # a service that drips its answer must not hold a mailbox
_MOST_BYTES = 64 * 1024
_CODE = re.compile(r"[a-z_]{3,40}")
_MICROSOFTS = re.compile(r"\bAADSTS\d{4,8}\b")
_LATER = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{what}"
_IMAP_AND_SMTP = (
    "https://outlook.office.com/IMAP.AccessAsUser.All "
    "https://outlook.office.com/SMTP.Send offline_access"
)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the parts of a token service are, and the scope to ask for; "" where there is none."""

    token: str
    device: str
    authorize: str
    scope: str


def endpoints(oauth: OAuth) -> Endpoints:
    """Return what the settings name, else what the provider documents."""
    usual = Endpoints("", "", "", "")
    if oauth.provider == "microsoft":
        at = {what: _MICROSOFT.format(tenant=oauth.tenant, what=what) for what in _PARTS}
        by_app = oauth.grant == "client_credentials"
        scope = "https://outlook.office365.com/.default" if by_app else _IMAP_AND_SMTP
        usual = Endpoints(at["token"], at["devicecode"], at["authorize"], scope)
    elif oauth.provider == "google":
        # Google's device flow does not give out rights to mail: only the browser on this machine.
        usual = Endpoints(
            "https://oauth2.googleapis.com/token",
            "",
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://mail.google.com/",
        )
    return Endpoints(
        oauth.token_url or usual.token,
        oauth.device_url or usual.device,
        oauth.authorize_url or usual.authorize,
        oauth.scope or usual.scope,
    )


_PARTS = ("token", "devicecode", "authorize")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service said; `error` is its short code, "" for a good answer."""

    status: int
    fields: Mapping[str, Any] = field(repr=False)
    error: str = ""
    number: str = ""  # Microsoft's own, e.g. AADSTS700082
    retry_after: float | None = None  # seconds

    def text(self, name: str) -> str:
        """Return a field that is a text, "" if it is none."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def seconds(self, name: str) -> float | None:
        """Return a field that is a number of seconds; some services write it as a text."""
        value = self.fields.get(name)
        try:
            found = float(value) if isinstance(value, (int, float, str)) else None
        except (ValueError, OverflowError):  # a number of a thousand digits
            return None
        return found if found is not None and 0 < found < 10**8 else None


def ask(where: str, url: str, form: Mapping[str, str], ca_file: str = "") -> Answer:
    """POST a form and read the JSON answer, also of a refusal. Raises TokenFailed, SettingsWrong.

    `where` is the key of the settings that messages name.
    """
    place = f"{where}: {urlsplit(url).hostname}"
    ends = time.monotonic() + _TOTAL
    try:
        # A redirect would carry the secrets to somebody the settings do not name.
        with requests.post(
            url,
            data=dict(form),
            headers={"Accept": "application/json"},
            timeout=_TIMEOUT,
            verify=ca_file or True,
            allow_redirects=False,
            stream=True,
        ) as response:
            body = _read(response, ends, place)
            status, wait = response.status_code, response.headers.get("Retry-After", "")
    # Not `from error`: their messages may hold what was sent.
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise TokenFailed(f"{place}: no answer in time") from None
    except requests.exceptions.SSLError:
        raise TokenFailed(f"{place}: its certificate is not trusted; see {where}.ca_file") from None
    except (requests.ConnectionError, urllib3.exceptions.HTTPError):
        raise TokenFailed(f"{place}: not reached") from None
    except (requests.RequestException, ValueError, OSError) as error:
        kind = type(error).__name__
        raise SettingsWrong(
            f"{place}: cannot be asked ({kind}); check its url and ca_file"
        ) from None
    return _answer(status, body, float(wait) if wait.isdecimal() else None, place)


def _read(response: requests.Response, ends: float, place: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := response.raw.read1(16384, decode_content=True):
        parts.append(part)
        size += len(part)
        if time.monotonic() > ends:
            raise requests.Timeout
        if size > _MOST_BYTES:
            raise TokenFailed(f"{place}: the answer is over {_MOST_BYTES} bytes")
    return b"".join(parts)


def _answer(status: int, body: bytes, retry_after: float | None, place: str) -> Answer:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    good = 200 <= status < 300
    if not isinstance(fields, dict):
        failed = TokenFailed(f"{place}: answered with status {status} and no JSON object")
        failed.retry_after = retry_after
        raise failed
    told = fields.get("error")
    error = told if isinstance(told, str) and _CODE.fullmatch(told) else ""
    number = _MICROSOFTS.search(str(fields.get("error_description", ""))[:2000])
    return Answer(
        status,
        fields,
        "" if good else error or f"status {status}",
        number[0] if number else "",
        retry_after,
    )


def refused(where: str, mailbox: str, answer: Answer) -> WireFailure:
    """Return the failure a refusal means: one that passes by itself, or one with a remedy."""
    code = " ".join(part for part in (answer.error, answer.number) if part)
    if answer.status == 429 or answer.status >= 500 or answer.error in _LATER:
        later = TokenFailed(f"{where}: the token service cannot help now ({code})")
        later.retry_after = answer.retry_after
        return later
    remedy = _REMEDIES.get(answer.error, _check_all)
    return LoginRefused(f"{where}: the token service refuses ({code}): {remedy(where, mailbox)}")


def _check_all(where: str, _mailbox: str) -> str:
    return f"check client_id, its secret, tenant and scope in {where}"


def _consent(_where: str, mailbox: str) -> str:
    return (
        "the consent has ended (expired, revoked, password changed, or an app still in testing); "
        f"run: triage login {mailbox}"
    )


def _app(where: str, _mailbox: str) -> str:
    return f"check {where}.client_id and the client secret, which may have expired"


def _grant(_where: str, _mailbox: str) -> str:
    return "the app's registration does not allow this way of login; see docs/operating.md"


def _scope(where: str, _mailbox: str) -> str:
    return f"the app may not have these rights; check {where}.scope and what an admin granted it"


_REMEDIES: dict[str, Callable[[str, str], str]] = {
    "invalid_grant": _consent,
    "interaction_required": _consent,
    "consent_required": _consent,
    "login_required": _consent,
    "invalid_client": _app,
    "unauthorized_client": _grant,
    "unsupported_grant_type": _grant,
    "invalid_scope": _scope,
    "access_denied": _scope,
}
