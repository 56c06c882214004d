"""Telling agents: the reminders of a team in one mail, in English or Chinese.

It names cases, gists and times, never a customer's text or address.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from triage.reminders.reminder import ReminderKind
from triage.settings import Settings
from triage.storage.acts import ActKind, enqueue
from triage.understanding.taxonomy import Team

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        ReminderKind.DRAFT_WAITS: "draft waits for review",
        ReminderKind.FIRST_ANSWER_DUE: "first answer due",
        ReminderKind.PROMISE_DUE: "promise due",
        ReminderKind.PROMISE_BROKEN: "promise has passed",
        ReminderKind.DELIVERY_FAILED: "our answer did not arrive",
        ReminderKind.DRAFT_VANISHED: "the draft is gone from Drafts: was it sent?",
        ReminderKind.WROTE_AGAIN: "the customer wrote again while the draft is being edited",
        ReminderKind.PROMISE_NEAR: "the time promised in the edited draft comes near",
        ReminderKind.SEND_IN_DOUBT: "sent or not? please look",
        ReminderKind.FOLLOW_UP_FIRST: "the customer is silent: first follow-up",
        ReminderKind.FOLLOW_UP_SECOND: "the customer is silent: second follow-up",
        ReminderKind.CLOSE_PROPOSED: "the customer is silent: close the case?",
        ReminderKind.SATISFACTION_DUE: "settled: ask whether all is well",
        "subject": "{count} reminder(s) for {team}",
        "intro": "These cases need a look:",
        "how": "See a case: triage show NUMBER",
    },
    "zh-Hans": {
        ReminderKind.DRAFT_WAITS: "草稿待审核",
        ReminderKind.FIRST_ANSWER_DUE: "首次回复到期",
        ReminderKind.PROMISE_DUE: "承诺时间将到",
        ReminderKind.PROMISE_BROKEN: "承诺时间已过",
        ReminderKind.DELIVERY_FAILED: "回复未能送达",
        ReminderKind.DRAFT_VANISHED: "草稿已不在草稿箱，是否已发出？",
        ReminderKind.WROTE_AGAIN: "草稿编辑期间客户又来信",
        ReminderKind.PROMISE_NEAR: "已编辑草稿中承诺的时间将到",
        ReminderKind.SEND_IN_DOUBT: "是否已发出无法确定，请核实",
        ReminderKind.FOLLOW_UP_FIRST: "客户未回复：第一次跟进",
        ReminderKind.FOLLOW_UP_SECOND: "客户未回复：第二次跟进",
        ReminderKind.CLOSE_PROPOSED: "客户一直未回复：是否结案？",
        ReminderKind.SATISFACTION_DUE: "已解决：询问客户是否满意",
        "subject": "{team}：{count} 条提醒",
        "intro": "以下工单需要处理：",
        "how": "查看工单：triage show 编号",
    },
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to a team, ready to be sent."""

    sender: str
    recipient: str
    content: bytes


def words(language: str, kind: str) -> str:
    """Return what a reminder is called in a team's language."""
    return _WORDS[language][kind]


def tell_teams(
    settings: Settings, connection: Connection, due: Sequence[Mapping[str, Any]], now: datetime
) -> None:
    """Enqueue one mail per store and team about reminders that have just fired."""
    grouped: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in due:
        if row["store"] in settings.store:
            desk = settings.desk_of(settings.store[row["store"]], Team(row["team"]))
            grouped[row["store"], desk].append(row)
    for (store, team), rows in grouped.items():
        mailbox = _sending_mailbox(settings, store)
        if not mailbox or not team or not settings.team[team].email:
            continue  # the reminder still stands in `triage reminders --fired`
        ids = ",".join(str(row["id"]) for row in rows)
        payload = {
            "store": store,
            "team": team,
            "rows": [
                {
                    "kind": row["kind"],
                    "number": row["number"],
                    "priority": row["priority"],
                    "due_at": row["due_at"].isoformat(),
                    "en": row["gist_en"],
                    "zh-Hans": row["gist_zh"],
                }
                for row in rows
            ],
        }
        key = f"{ActKind.TELL_TEAM.value}:{hashlib.sha256(ids.encode()).hexdigest()[:32]}"
        enqueue(connection, ActKind.TELL_TEAM, mailbox, None, None, now, key=key, payload=payload)


def digest(settings: Settings, payload: Mapping[str, Any], key: str, now: datetime) -> Letter:
    """Write the mail an act's payload asks for; the same act gives the same Message-ID."""
    store, team = settings.store[payload["store"]], settings.team[payload["team"]]
    said = _WORDS[team.language]
    zone = ZoneInfo(store.time_zone)
    lines = [said["intro"], ""]
    for row in sorted(payload["rows"], key=lambda row: row["due_at"]):
        due = datetime.fromisoformat(row["due_at"]).astimezone(zone)
        lines.append(
            f"{row['number']}  {due:%Y-%m-%d %H:%M}  [{row['priority']}] {said[row['kind']]}"
        )
        lines.append(f"    {row[team.language]}")
    lines += ["", said["how"]]
    message = EmailMessage(policy=SMTP)
    sender = store.addresses[0]
    message["From"] = formataddr((store.name, sender))
    message["To"] = team.email
    message["Subject"] = said["subject"].format(count=len(payload["rows"]), team=team.name)
    message["Date"] = format_datetime(now)
    domain = sender.rpartition("@")[2]
    message["Message-ID"] = f"<{key.replace(':', '.')}@{domain}>"
    # Should it come back to the support mailbox, it is told apart from a customer's mail.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Loop"] = sender
    message.set_content("\n".join(lines) + "\n", charset="utf-8")
    return Letter(sender, team.email, message.as_bytes())


def _sending_mailbox(settings: Settings, store: str) -> str:
    for name, mailbox in settings.mailbox.items():
        if mailbox.store == store and mailbox.smtp is not None:
            return name
    return ""
