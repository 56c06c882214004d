"""Raw mails with what must come out of them (tests/corpus/README.md), and how one is compared."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from triage.mail.kind import judge
from triage.mail.message import Identity, Kind, Mail, Verdict
from triage.mail.parse import parse
from triage.understanding.reader import Reader

HERE = Path(__file__).parent
STORE = Identity(
    addresses=frozenset({"support@lindenhof.example", "hello@lindenhof.example"}),
    staff_domains=frozenset({"lindenhof.example"}),
    form_senders=frozenset({"wordpress@lindenhof.example"}),
    message_id_domain="lindenhof.example",
    authserv_ids=frozenset({"mx.lindenhof.example"}),
    message_id_key=b"the corpus has a key of its own",
)
FIELDS = {
    "kind", "dispute", "draft", "reply_to", "reply_channel", "subject", "text", "also",
    "attachments", "note", "customer", "arrived",
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """One mail and its label."""

    file: Path
    content: bytes
    expected: dict[str, Any]

    @property
    def name(self) -> str:
        """`area/name`, as it is shown."""
        return f"{self.file.parent.name}/{self.file.stem}"


@dataclass(frozen=True)
class Came:
    """What came out of a mail; `wrong`: field → what came and what was expected."""

    mail: Mail
    verdict: Verdict
    wrong: dict[str, str]

    @property
    def rules(self) -> str:
        """The reasons of the verdict, for the list of mistakes."""
        return "; ".join(f"{code.code}: {code.text}" for code in self.verdict.reasons)


def labelled(folder: str) -> list[Labelled]:
    """Return every labelled mail below tests/<folder>, in the order of their names."""
    found = []
    for file in sorted((HERE / folder).rglob("*.eml")):
        expected = tomllib.loads(file.with_suffix(".toml").read_text("utf-8"))
        unknown = set(expected) - FIELDS
        if unknown or "kind" not in expected:
            raise ValueError(f"{file.with_suffix('.toml')}: {unknown or 'kind is missing'}")
        found.append(Labelled(file, file.read_bytes(), expected))
    return found


@cache
def _reader() -> Reader:
    return Reader()


def compare(one: Labelled) -> Came:
    """Read and judge one mail, and list every field that came out other than labelled."""
    mail = parse(one.content)
    arrived = one.expected.get("arrived", {})
    meaning = _reader().meaning(mail)
    verdict = judge(mail, STORE, junk=arrived.get("junk", False), meaning=meaning)
    came = _fields(mail, verdict)
    expected = dict(one.expected)
    expected.setdefault("draft", expected["kind"] == Kind.CUSTOMER.value)
    person = expected.get("customer", {"address": None})
    if "name" in person:
        expected["customer_name"] = person["name"]
    expected["customer_address"] = person["address"]
    also = [squashed(line) for line in expected.pop("also", ())]
    wrong = {}
    for field in came.keys() & expected.keys():
        got, want = came[field], expected[field]
        if field in {"reply_to", "customer_address"} and want:
            want = want.lower()  # as addresses are kept
        if field in {"text", "subject", "customer_name"}:
            got, want = squashed(got), squashed(want)
        if field == "text":
            got, want = without(got, also), without(want, also)
        if got != want:
            wrong[field] = f"{got!r} instead of {want!r}"
    return Came(mail, verdict, wrong)


def _fields(mail: Mail, verdict: Verdict) -> dict[str, Any]:
    customer = verdict.customer
    return {
        "kind": verdict.kind.value,
        "dispute": verdict.dispute,
        "draft": verdict.draft.allowed,
        "reply_to": verdict.reply_to,
        "reply_channel": verdict.reply_channel.value,
        "subject": mail.subject,
        "text": verdict.own_words,
        "attachments": [part.name for part in mail.attachments],
        "customer_name": customer.name if customer else "",
        "customer_address": customer.address if customer else None,
    }


def squashed(text: str) -> str:
    """Return a text without white space, invisible characters and bars between table cells."""
    # The wave dash of ISO-2022-JP is one of two code points by the decoder's table.
    composed = unicodedata.normalize("NFC", text).replace("\uff5e", "\u301c").replace("|", "")
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c) != "Cf")


def without(text: str, lines: list[str]) -> str:
    """Return a squashed text without lines that may be there or not, the longest first."""
    for line in sorted(lines, key=len, reverse=True):
        text = text.replace(line, "")
    return text
