"""The one door to the network for translation: every request has time-outs and its failures ours.

deep-translator calls `requests` without any time-out, and its errors and those of `requests` quote
the key or the customer's words. So the name `requests` in its modules is replaced here, once, on
import. The trap: that holds for the whole process, so what differs per call is a context variable.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import requests
import urllib3
from deep_translator import baidu, deepl, google, libre, microsoft

from triage.errors import TranslationFailed, TranslationUnsupported
from triage.translation.options import TranslationOptions

MOST_BYTES = 2 * 1024 * 1024  # of an answer; ours are a few kB
_SLICE = 64 * 1024

_UNSET = TranslationOptions()
_current: ContextVar[TranslationOptions] = ContextVar("translation", default=_UNSET)


@contextmanager
def asking(options: TranslationOptions) -> Iterator[None]:
    """Let every request inside the block be made under these options."""
    before = _current.set(options)
    try:
        yield
    finally:
        _current.reset(before)


@dataclass(frozen=True, slots=True)
class Answer:
    """What deep-translator reads of a response."""

    status_code: int
    text: str

    def json(self) -> Any:
        """Return the answer as JSON. Raises TranslationFailed."""
        try:
            return json.loads(self.text)
        except ValueError:
            raise TranslationFailed(f"{_name()}: answered with something else than JSON") from None

    def close(self) -> None:
        """Do nothing: the answer has been read."""


class Requests:
    """Stands where deep-translator expects the module `requests`."""

    exceptions = requests.exceptions

    def get(self, url: str, **asked: Any) -> Answer:
        """GET under the time-outs of the call."""
        return send("GET", url, **asked)

    def post(self, url: str, **asked: Any) -> Answer:
        """POST under the time-outs of the call."""
        return send("POST", url, **asked)


class DeeplRequests(Requests):
    """DeepL has taken neither GET nor a key in the query since January 2026: POST and a header."""

    def get(self, url: str, **asked: Any) -> Answer:
        """POST what was meant to be a GET."""
        form = dict(asked["params"])
        headers = {"Authorization": f"DeepL-Auth-Key {form.pop('auth_key')}"}
        return send("POST", url, data=form, headers=headers)


for _module in (baidu, google, libre, microsoft):
    _module.requests = Requests()
deepl.requests = DeeplRequests()


def send(method: str, url: str, **asked: Any) -> Answer:
    """Make one request and read its answer whole.

    Raises TranslationFailed or TranslationUnsupported for whatever is not a 2xx answer in time.
    """
    options = _current.get()
    ends = time.monotonic() + options.total_seconds
    timeout = (options.connect_seconds, options.read_seconds)
    try:
        # A redirect would carry key and text to somebody the settings do not name.
        with requests.request(
            method, url, **asked, timeout=timeout, stream=True, allow_redirects=False
        ) as response:
            body = _read(response, ends)
            status = response.status_code
    # Not `from error`: their messages hold the whole URL, and so the text and even the key.
    except (requests.Timeout, urllib3.exceptions.TimeoutError):
        raise TranslationFailed(f"{_name()}: no answer in time", another_try_helps=True) from None
    except (requests.ConnectionError, urllib3.exceptions.HTTPError):
        raise TranslationFailed(f"{_name()}: not reached", another_try_helps=True) from None
    except (requests.RequestException, ValueError):
        raise TranslationFailed(
            f"{_name()}: translation.url or the key cannot be used; check both"
        ) from None
    text = body.decode("utf-8", "replace")
    _check(status, text)
    return Answer(status, text)


def post_json(url: str, body: bytes, headers: Mapping[str, str]) -> Any:
    """POST a JSON body and return the JSON of the answer."""
    return send("POST", url, data=body, headers=dict(headers)).json()


def _read(response: requests.Response, ends: float) -> bytes:
    """Read an answer in whatever slices arrive: a read time-out alone never ends a slow drip."""
    parts: list[bytes] = []
    size = 0
    while part := response.raw.read1(_SLICE, decode_content=True):
        parts.append(part)
        size += len(part)
        if time.monotonic() > ends:
            raise requests.Timeout
        if size > MOST_BYTES:
            raise TranslationFailed(f"{_name()}: the answer is over {MOST_BYTES} bytes")
    return b"".join(parts)


def _check(status: int, text: str) -> None:
    """Raise what a status that is not 2xx means; the answer's words are never repeated."""
    if 200 <= status < 300:
        return
    if status in (401, 403):
        raise TranslationFailed(f"{_name()}: refuses the key (translation.key_env or key_file)")
    if status == 456:  # DeepL's own
        raise TranslationFailed(f"{_name()}: the quota of this key is used up")
    if status == 400 and ("not supported" in text or "language is not valid" in text):
        raise TranslationUnsupported(f"{_name()}: does not translate between these languages")
    raise TranslationFailed(
        f"{_name()}: answered with status {status}",
        another_try_helps=status in (408, 429) or status >= 500,
    )


def _name() -> str:
    return _current.get().engine
