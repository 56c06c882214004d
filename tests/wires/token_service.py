"""A small token service that issues tokens Dovecot can check, and misbehaves on request."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

KEY = b"a key of sixteen bytes or more, for tests only"


def jwt(user: str, lasts: float = 3600, key: bytes = KEY) -> str:
    """Return a token as OpenID services sign them, by HS256; `lasts` in seconds from now."""
    now = int(time.time())
    head = {"typ": "JWT", "alg": "HS256"}
    claims = {
        "sub": user, "email": user, "iat": now - 60, "nbf": now - 60, "exp": int(now + lasts),
    }  # fmt: skip
    signed = ".".join(_part(json.dumps(each).encode()) for each in (head, claims))
    return f"{signed}.{_part(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class TokenService:
    """Answers at /token, /device and keeps every form it was sent in `asked`.

    `answers` are given in turn before its own: (status, body as JSON or bytes). Each refresh token
    is good once; `token_lasts` is what its tokens really last, `says` what it says they do.
    """

    user: str = "support@store.example"
    answers: list[tuple[int, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    token_lasts: float = 3600
    says: float = 3600
    rotates: bool = True
    delay: float = 0.0
    pending: int = 0  # how often a device code is not yet consented to
    secret: str = ""
    refresh: str = "refresh-0"
    asked: list[dict[str, str]] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    verifier_hash: str = ""

    def __enter__(self) -> Self:
        """Listen on a free port."""
        service = self

        class Visit(BaseHTTPRequestHandler):
            """One question."""

            def do_POST(self) -> None:
                """Answer it."""
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, body = service.answer(self.path, form)
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Visit)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def url(self, what: str = "token") -> str:
        """Return the address of one of its parts."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{what}"

    def answer(self, path: str, body: str) -> tuple[int, Any]:
        """Answer one question."""
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.asked.append(form)
        time.sleep(self.delay)
        if self.answers:
            return self.answers.pop(0)
        if self.secret and form.get("client_secret") != self.secret:
            return 401, {"error": "invalid_client"}
        if path == "/device":
            return 200, {
                "user_code": "WDJB-MJHT", "device_code": "device-1", "interval": 5,
                "verification_uri": "https://login.example/device", "expires_in": 900,
            }  # fmt: skip
        return self._grant(form)

    def _grant(self, form: dict[str, str]) -> tuple[int, Any]:
        match form.get("grant_type"):
            case "refresh_token" if form["refresh_token"] != self.refresh:
                return 400, {
                    "error": "invalid_grant",
                    "error_description": f"AADSTS700082: {form['refresh_token']} has expired",
                }
            case "client_credentials":
                return 200, self._tokens() | {"refresh_token": ""}
            case "authorization_code":
                found = hashlib.sha256(form["code_verifier"].encode()).digest()
                if form["code"] != "code-1" or _part(found) != self.verifier_hash:
                    return 400, {"error": "invalid_grant"}
            case "urn:ietf:params:oauth:grant-type:device_code" if self.pending:
                self.pending -= 1
                return 400, {"error": "authorization_pending"}
        return 200, self._tokens()

    def _tokens(self) -> dict[str, Any]:
        if self.rotates:
            self.refresh = f"refresh-{len(self.issued) + 1}"
        self.issued.append(jwt(self.user, self.token_lasts))
        return {
            "token_type": "Bearer", "access_token": self.issued[-1], "expires_in": self.says,
            "refresh_token": self.refresh,
        }  # fmt: skip
