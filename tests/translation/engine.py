"""A translation server on loopback: it speaks six engines' protocols, and can misbehave as they do.

It marks every word, unless a real engine is put behind it.
"""

from __future__ import annotations

import html
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PLACEHOLDER = re.compile(r"[A-Z]{2,}\d+Q")
WORD = re.compile(r"[A-Z]{2,}\d+Q|[^\W\d_]+")


def marked(text: str, target: str) -> str:
    """Translate: every word gets the language behind it, what looks like a code stays."""
    return WORD.sub(lambda m: m[0] if PLACEHOLDER.fullmatch(m[0]) else f"{m[0]}~{target}", text)


# From text, source and target to the translation; None refuses the pair.
Speaks = Callable[[str, str, str], str | None]


def mark(text: str, _source: str, target: str) -> str:
    """Translate between any two languages."""
    return marked(text, target)


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    text: str
    source: str
    target: str


@dataclass
class Engine:
    """The running server. `mood` says how it behaves, `asked` what it was sent."""

    port: int = 0
    speaks: Speaks = mark
    mood: str = "well"
    well_for: int = 0  # answers before the mood shows
    said: str = ""  # the error an engine reports with status 200
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def present(self) -> str:
        """The mood this answer is given in."""
        return self.mood if len(self.asked) > self.well_for else "well"

    def answer(self, good: str) -> str | None:
        """Give a translation in the present mood."""
        places = PLACEHOLDER.findall(good)
        match self.present:
            case "null":
                return None
            case "unchanged":
                return self.asked[-1].text
            case "mixed up" if len(self.asked) > 1:
                before = self.asked[-2]
                return self.speaks(before.text, before.source, before.target)
            case "empty":
                return "  "
            case "lose" if places:
                return good.replace(places[0], "that", 1)
            case "double" if places:
                return f"{good} {places[0]}"
            case "swap" if len(places) > 1:
                first, second = places[:2]
                return good.replace(first, "\0").replace(second, first).replace("\0", second)
            case "spaced":
                return PLACEHOLDER.sub(lambda m: f"{m[0][:2].lower()} {m[0][2:]}", good)
        return good


@contextmanager
def running(speaks: Speaks = mark) -> Iterator[Engine]:
    """Run the server while the block runs."""
    engine = Engine(speaks=speaks)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            self._serve({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if self.headers.get("Content-Type", "").startswith("application/json"):
                self._serve(json.loads(body))
            else:
                self._serve({key: values[0] for key, values in parse_qs(body).items()})

        def _serve(self, body: Any) -> None:
            path = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(path.query).items()}
            sent = _sent(query, body)
            engine.asked.append(
                Asked(self.command, self.path, dict(self.headers), sent[0], sent[1], sent[2])
            )
            self._reply(path.path, *sent)

        def _reply(self, path: str, text: str, source: str, target: str) -> None:
            statuses = {"busy": 429, "broken": 500, "forbidden": 403, "unsupported": 400}
            mood = engine.present
            if mood == "slow":
                time.sleep(1.5)
            if mood == "moved":
                self.send_response(302)
                self.send_header("Location", f"{engine.url}/elsewhere")
                self.end_headers()
                return
            if status := statuses.get(mood):
                self._write(status, b'{"error": "xx is not supported, secret-key, Anna"}')
                return
            if mood == "not json":
                self._write(200, b"<html>a proxy's page</html>")
                return
            if mood == "other json":
                self._write(200, b'{"greeting": ["hello"]}')
                return
            good = engine.speaks(text, source, target)
            if good is None:
                self._write(400, json.dumps({"error": f"{source} is not supported"}).encode())
                return
            written = _protocol(path, engine.answer(good), engine.said)
            self._write(200, written.encode())

        def _write(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status == 429:
                self.send_header("Retry-After", "3600")
            self.end_headers()
            for start in range(0, len(body), 1 if engine.mood == "drip" else len(body)):
                part = body[start : start + 1] if engine.mood == "drip" else body
                try:
                    self.wfile.write(part)
                    self.wfile.flush()
                except OSError:
                    return  # whoever asked has gone: that is what a slow engine is tested for
                if engine.mood == "drip":
                    time.sleep(0.1)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            """Leave stderr alone when a client hangs up."""

    server = Server(("127.0.0.1", 0), Handler)
    engine.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield engine
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _sent(query: dict[str, str], body: Any) -> tuple[str, str, str]:
    """Return (text, source, target) by whatever names the engine's protocol has for them."""
    named: dict[str, str] = query | (body if isinstance(body, dict) else {})
    if isinstance(body, list):
        named |= {"text": body[0]["text"]}

    def first(*names: str) -> str:
        return next((named[name] for name in names if name in named), "")

    return (
        first("q", "text", "SourceText"),
        first("source", "source_lang", "from", "sl", "Source"),
        first("target", "target_lang", "to", "tl", "Target"),
    )


def _protocol(path: str, text: str | None, said: str) -> str:
    """Wrap a translation, or what is wrong, as the engine at this path does."""
    if said and path == "/baidu":
        return json.dumps({"error_code": "5", "error_msg": said})
    if said:
        return json.dumps({"Response": {"Error": {"Code": said, "Message": "secret-key"}}})
    match path:
        case "/deepl/translate":
            return json.dumps({"translations": [{"text": text}]})
        case "/microsoft":
            return json.dumps([{"translations": [{"text": text}]}])
        case "/baidu":
            return json.dumps(
                {"trans_result": [{"dst": line} for line in (text or "").split("\n")]}
            )
        case "/google":
            return f'<html><div class="result-container">{html.escape(text or "")}</div></html>'
        case "/tencent/":
            return json.dumps({"Response": {"TargetText": text}})
    return json.dumps({"translatedText": text})
