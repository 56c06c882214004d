"""One mail as the object docs/understand.schema.json describes. Pure: values in, a dict out.

Null, never absent, where something does not apply.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from triage.cases import priority
from triage.cli.told import facts_object
from triage.mail.message import Allowed, Attachment, Code, Kind, Mail, ReplyChannel, Verdict
from triage.pipeline.values import Reading
from triage.understanding.meaning import NumberFound, Understanding, Words

SCHEMA = 1
UNREADABLE = Allowed(False, "the mail could not be read")


def as_object(
    path: str, reading: Reading, understood: Understanding | None, today: date
) -> dict[str, Any]:
    """Describe a mail; `understood` is None where no person wrote, `today` is the store's day."""
    mail, verdict = reading.mail, reading.verdict
    return (
        _head(path, mail)
        | _kind(verdict)
        | {
            "text": reading.words.text,
            "quoted_text": reading.words.quoted,
        }
        | _meaning(understood, verdict, today)
        | {
            "attachments": [_attachment(each) for each in mail.attachments],
            "defects": list(mail.defects),
            "reasons": _reasons(understood, reading.words),
        }
    )


def unreadable(path: str, content: bytes, why: str) -> dict[str, Any]:
    """Describe a mail that could not be read, with the reason as its defect."""
    verdict = Verdict(
        kind=Kind.UNREADABLE,
        reasons=(Code("unreadable", why),),
        customer=None,
        reply_to="",
        reply_channel=ReplyChannel.NONE,
        draft=UNREADABLE,
        automatic=UNREADABLE,
        dispute=False,
        rescued=False,
        own_words="",
        quoted="",
    )
    nothing = {"message_id": None, "date": None, "subject": None, "from": None}
    return (
        {"schema": SCHEMA, "path": path, "sha256": hashlib.sha256(content).hexdigest()}
        | nothing
        | _kind(verdict)
        | {"text": "", "quoted_text": ""}
        | _meaning(None, verdict, date.min)
        | {"attachments": [], "defects": [why], "reasons": []}
    )


def _head(path: str, mail: Mail) -> dict[str, Any]:
    sender = mail.sender
    return {
        "schema": SCHEMA,
        "path": path,
        "sha256": mail.sha256,
        "message_id": mail.message_id or None,
        "date": mail.date.isoformat(timespec="seconds") if mail.date else None,
        "subject": mail.subject,
        "from": {"name": sender.name, "address": sender.address}
        if sender.name or sender.address
        else None,
    }


def _kind(verdict: Verdict) -> dict[str, Any]:
    customer = verdict.customer
    return {
        "kind": verdict.kind.value,
        "kind_reasons": [{"code": each.code, "text": each.text} for each in verdict.reasons],
        "draft": _allowed(verdict.draft),
        "automatic": _allowed(verdict.automatic),
        "customer": customer
        and {
            "name": customer.name,
            "address": customer.address,
            "found_in": customer.found_in.value,
        },
        "reply_to": verdict.reply_to,
        "reply_channel": verdict.reply_channel.value,
    }


def _meaning(understood: Understanding | None, verdict: Verdict, today: date) -> dict[str, Any]:
    if understood is None:
        level = _priority(None, verdict, today) if verdict.dispute else None
        return {
            "language": None,
            "type": None,
            "sure": None,
            "demands": [],
            "signals": [],
            "dispute": verdict.dispute,
            "priority": level,
            "gist": None,
            "order_numbers": [],
            "tracking_numbers": [],
            "facts": None,
        }
    language, judged = understood.language, understood.type
    return {
        "language": {
            "code": language.code,
            "confidence": _share(language.confidence),
            "runner_up": language.runner_up or None,
        },
        "type": {
            "label": judged.label.value,
            "confidence": _share(judged.confidence),
            "alternatives": [
                {"label": label.value, "confidence": _share(share)}
                for label, share in judged.alternatives
            ],
        },
        "sure": understood.sure,
        "demands": [each.value for each in understood.demands],
        "signals": [each.value for each in understood.signals],
        "dispute": verdict.dispute,
        "priority": _priority(understood, verdict, today),
        "gist": {"en": understood.gist.en, "zh-Hans": understood.gist.zh_hans},
        "order_numbers": [_order(number) for number in understood.order_numbers],
        "tracking_numbers": [_tracking(number) for number in understood.tracking_numbers],
        "facts": facts_object(understood.facts),
    }


def _priority(understood: Understanding | None, verdict: Verdict, today: date) -> str:
    """Judge the priority the mail would give a case of its own."""
    level, _ = priority.judge(
        understood,
        dispute=verdict.dispute,
        mails=1,
        deadline=understood.deadline_day if understood else None,
        today=today,
    )
    return level.value


def _reasons(understood: Understanding | None, words: Words) -> list[dict[str, Any]]:
    """List the reasons; an offset beyond its field (a rule, a header) is cut to the field's end."""
    if understood is None:
        return []
    ends = {
        "subject": len(words.subject),
        "text": len(words.text),
        "quoted": len(words.quoted),
        "signature": len(words.signature),
    }
    return [
        {
            "code": each.code,
            "text": each.text,
            "field": each.field,
            "start": min(each.start, ends.get(each.field, each.start)),
            "end": min(each.end, ends.get(each.field, each.end)),
        }
        for each in understood.reasons
    ]


def _order(number: NumberFound) -> dict[str, Any]:
    return {
        "value": number.value,
        "key": number.key,
        "channel": number.channel,
        "score": number.score,
        "reason": number.reason,
        "in_quote": number.in_quote,
    }


def _tracking(number: NumberFound) -> dict[str, Any]:
    return {
        "value": number.value,
        "key": number.key,
        "carrier": number.channel,
        "score": number.score,
    }


def _attachment(each: Attachment) -> dict[str, Any]:
    return {"name": each.name, "type": each.type, "size": each.size, "inline": each.inline}


def _allowed(each: Allowed) -> dict[str, Any]:
    return {"allowed": each.allowed, "reason": each.reason}


def _share(confidence: float) -> float:
    return round(min(max(float(confidence), 0.0), 1.0), 4)


def highlights(reasons: Iterable[dict[str, Any]], field: str) -> list[tuple[int, int, str]]:
    """Return (start, end, code) of the words that speak for a judgement, languages left out."""
    return [
        (each["start"], each["end"], each["code"])
        for each in reasons
        if each["field"] == field
        and each["end"] > each["start"]
        and not each["code"].startswith("language")
    ]
