"""A person's one-time consent: a code typed into a browser anywhere, or a browser sent back here.

The trap: whoever can slip in an answer of their own would bind the mailbox to their account, so
the state we drew must come back, and the code is worth nothing without our verifier (RFC 7636).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from triage.errors import LoginRefused, TokenFailed
from triage.oauth.service import Answer, endpoints, refused
from triage.oauth.tokens import RefreshTokenFile, Tokens
from triage.wire import Token

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_USUAL_PAUSE = 5.0  # seconds between two questions, where the service names none (RFC 8628)
_SLOWER = 5.0
_LONGEST = 1800.0
_PAGE = b"<!doctype html><meta charset=utf-8><title>triage</title><p>Done. You may close this page."
NOWHERE = "http://127.0.0.1:1/"  # where nobody listens: the address is copied from the browser


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person types, and where; `pause` and `lasts` in seconds."""

    user_code: str
    page: str
    device_code: str = field(repr=False)
    pause: float
    lasts: float


def device_code(tokens: Tokens) -> DeviceCode:
    """Ask the service for a code to type. Raises what a refusal means."""
    at = endpoints(tokens.oauth)
    answer = tokens.ask({"scope": at.scope} if at.scope else {}, at.device)
    if answer.error:
        raise refused(tokens.where, tokens.mailbox, answer)
    page = answer.text("verification_uri") or answer.text("verification_url")
    code = DeviceCode(
        answer.text("user_code"),
        page,
        answer.text("device_code"),
        answer.seconds("interval") or _USUAL_PAUSE,
        min(answer.seconds("expires_in") or _LONGEST, _LONGEST),
    )
    if not (code.user_code and code.page and code.device_code):
        raise TokenFailed(f"{tokens.where}: the token service gave no code to type")
    return code


def await_device(tokens: Tokens, code: DeviceCode, sleep: Callable[[float], None]) -> Token:
    """Ask until the person has consented; keep the refresh token and return the first token."""
    form = {"grant_type": DEVICE_GRANT, "device_code": code.device_code}
    pause, ends = code.pause, tokens.clock() + code.lasts
    while tokens.clock() < ends:
        sleep(pause)
        try:
            answer = tokens.ask(form)
        except TokenFailed:  # the line, not the person: RFC 8628 asks to go on more slowly
            pause += _SLOWER
            continue
        if answer.error == "slow_down":
            pause += _SLOWER
        elif answer.error in ("access_denied", "authorization_declined"):
            raise LoginRefused(f"{tokens.where}: the consent was refused in the browser")
        elif answer.error in ("expired_token", "code_expired"):
            break
        elif answer.error != "authorization_pending":
            return keep(tokens, answer)
    raise LoginRefused(f"{tokens.where}: nobody consented in time; run it again")


@dataclass(frozen=True, slots=True)
class Request:
    """One request for consent by browser; `page` is what the person opens."""

    page: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def request(tokens: Tokens, user: str, redirect: str) -> Request:
    """Make a request for consent that comes back to `redirect`."""
    at = endpoints(tokens.oauth)
    if not at.authorize:
        raise LoginRefused(f"{tokens.where}: set device_url or authorize_url for `triage login`")
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": tokens.oauth.client_id,
        "redirect_uri": redirect,
        "scope": at.scope,
        "state": state,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        "login_hint": user,
    }
    if tokens.oauth.provider == "google":  # else only the very first consent gives a refresh token
        query |= {"access_type": "offline", "prompt": "consent"}
    joint = "&" if "?" in at.authorize else "?"
    return Request(f"{at.authorize}{joint}{urlencode(query)}", redirect, state, verifier)


def redeem(tokens: Tokens, asked: Request, came_back: str) -> Token:
    """Turn the address the browser came back to into tokens; keep the refresh token."""
    told = _told(came_back)
    if not hmac.compare_digest(told.get("state", "").encode(), asked.state.encode()):
        raise LoginRefused(f"{tokens.where}: that is not the answer to this request; run it again")
    if "code" not in told:
        raise LoginRefused(f"{tokens.where}: the consent was refused in the browser")
    form = {
        "grant_type": "authorization_code",
        "code": told["code"],
        "redirect_uri": asked.redirect,
        "code_verifier": asked.verifier,
    }
    return keep(tokens, tokens.ask(form))


def _told(came_back: str) -> dict[str, str]:
    try:
        query = parse_qs(urlsplit(came_back.strip()).query)
    except ValueError:  # what was pasted is no address
        return {}
    return {name: values[0] for name, values in query.items()}


def keep(tokens: Tokens, answer: Answer) -> Token:
    """Save the refresh token of a first answer and return its access token."""
    token = tokens.granted(answer)
    refresh, path = answer.text("refresh_token"), tokens.oauth.refresh_token_file
    if not refresh or path is None:
        raise LoginRefused(
            f"{tokens.where}: the token service gave no refresh token; "
            "the scope may lack offline_access"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with RefreshTokenFile(path, tokens.mailbox).held() as save:
        save(refresh)
    return token


class Listener:
    """Waits on this machine for the browser to come back, and for nothing else."""

    def __init__(self) -> None:
        """Listen on a free port of this machine."""
        self.came_back = ""
        listener = self

        class Visit(BaseHTTPRequestHandler):
            """One request of the browser's, which also asks for an icon."""

            timeout = 10

            def do_GET(self) -> None:
                """Take the answer, whatever it says; it is judged later."""
                if "state=" in self.path and not listener.came_back:
                    listener.came_back = self.path
                self.send_response(200 if "state=" in self.path else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_PAGE)

            def log_message(self, *_: object) -> None:
                """Log nothing: the path holds the code."""

        self._server = HTTPServer(("127.0.0.1", 0), Visit)
        self.redirect = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def wait(self, state: str, seconds: float, now: Callable[[], float]) -> str:
        """Return the address the browser came back to with our state, "" if it did not in time.

        Any page open in the browser may call on us, so what comes without it is passed over.
        """
        ends = now() + seconds
        while not self.came_back and (left := ends - now()) > 0:
            self._server.timeout = min(left, 1.0)
            self._server.handle_request()
            if not hmac.compare_digest(
                _told(self.came_back).get("state", "").encode(), state.encode()
            ):
                self.came_back = ""
        return self.came_back

    def close(self) -> None:
        """Stop listening."""
        self._server.server_close()
