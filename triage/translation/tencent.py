"""Tencent Machine Translation by its signed JSON API; deep-translator 1.11 has no class for it.

The signature (TC3-HMAC-SHA256) holds for five minutes around the clock of this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlsplit

from triage.errors import TranslationFailed, TranslationUnsupported
from triage.translation import wire
from triage.translation.options import TranslationOptions

ADDRESS = "https://tmt.tencentcloudapi.com"
REGION = "ap-guangzhou"
_TYPE = "application/json; charset=utf-8"
_PASSING = ("LimitExceeded", "RequestLimitExceeded", "InternalError", "ResourceInsufficient")


def ask(options: TranslationOptions, text: str, source: str, target: str) -> str | None:
    """Translate one piece."""
    address = options.url or ADDRESS
    body = json.dumps({"SourceText": text, "Source": source, "Target": target, "ProjectId": 0})
    now = int(time.time())
    host = urlsplit(address).netloc
    headers = {
        "Content-Type": _TYPE,
        "Host": host,
        "Authorization": authorization(options.key, "tmt", host, body.encode(), now),
        "X-TC-Action": "TextTranslate",
        "X-TC-Version": "2018-03-21",
        "X-TC-Region": options.region or REGION,
        "X-TC-Timestamp": str(now),
    }
    return _translation(wire.post_json(f"{address.rstrip('/')}/", body.encode(), headers))


def authorization(key: str, service: str, host: str, body: bytes, now: int) -> str:
    """Sign a request; `key` is SECRETID:SECRETKEY, `now` in seconds since 1970."""
    secret_id, _, secret = key.partition(":")
    signed = "content-type;host"
    heads = f"content-type:{_TYPE}\nhost:{host}\n"
    canonical = "\n".join(["POST", "/", "", heads, signed, hashlib.sha256(body).hexdigest()])
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    scope = f"{day}/{service}/tc3_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join(["TC3-HMAC-SHA256", str(now), scope, digest])
    step = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request", to_sign):
        step = hmac.new(step, part.encode(), hashlib.sha256).digest()
    return (
        f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={signed}, "
        f"Signature={step.hex()}"
    )


def _translation(found: Any) -> str:
    """Read the answer; failures come with status 200 too."""
    response = found.get("Response") if isinstance(found, dict) else None
    if not isinstance(response, dict):
        raise TranslationFailed("tencent: no translation in its answer")
    if isinstance(error := response.get("Error"), dict):
        code = str(error.get("Code", ""))[:80]
        if "UnsupportedLanguage" in code or "UnsupportedSourceLanguage" in code:
            raise TranslationUnsupported("tencent: does not translate between these languages")
        raise TranslationFailed(
            f"tencent: refused ({code})", another_try_helps=code.startswith(_PASSING)
        )
    answer = response.get("TargetText")
    if not isinstance(answer, str):
        raise TranslationFailed("tencent: no translation in its answer")
    return answer
