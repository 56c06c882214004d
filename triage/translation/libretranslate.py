"""LibreTranslate by JSON POST, for a server of one's own.

deep-translator's own class knows 17 languages, wants a key where there is none, and puts the text
into the URL, where servers stop reading at 8 to 64 kB.
"""

from __future__ import annotations

import json

from triage.errors import TranslationFailed
from triage.translation import wire
from triage.translation.options import TranslationOptions


def ask(options: TranslationOptions, text: str, source: str, target: str) -> str | None:
    """Translate one piece; None means the server left it unchanged."""
    body = {"q": text, "source": source, "target": target, "format": "text"}
    if options.key:
        body["api_key"] = options.key
    found = wire.post_json(
        options.url.rstrip("/") + "/translate",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    if isinstance(found, dict) and "translatedText" in found:
        answer = found["translatedText"]
        if answer is None or isinstance(answer, str):
            return answer
    raise TranslationFailed("libretranslate: no translation in its answer")
