"""Labelled raw mails as lines: which are the writer's own words, which the machine's around them.

The trap: a line that is partly both, or may be taken for either, teaches nothing and is left out.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.errors import PathMissing
from triage.mail.judged_words import setting_of
from triage.mail.line_features import Setting
from triage.mail.message import Identity, Kind, Mail
from triage.mail.parse import parse
from triage.mail.sender import behind_machine

# The store of tests/corpus/README.md, whose mails these are.
STORE = Identity(
    addresses=frozenset({"support@lindenhof.example", "hello@lindenhof.example"}),
    staff_domains=frozenset({"lindenhof.example"}),
    form_senders=frozenset({"wordpress@lindenhof.example"}),
)
OWN, WRAPPER, NEITHER = 0, 1, -1
# What a line of such a mail counts: those of the very mails that are judged count most.
CARRIED, PLAIN, NOTICE, BULK = 6.0, 2.0, 1.5, 0.5
_LINES = 200
_SURE = 4  # characters from which a line found within the words is theirs
_APART = 12  # characters from which a line not found there is the machine's


@dataclass(frozen=True, slots=True)
class LinedMail:
    """A mail's lines, each with whose it is; `hand`: who wrote the mail for the tests."""

    lines: tuple[str, ...]
    setting: Setting
    whose: tuple[int, ...]
    weight: float
    hand: str = ""

    @property
    def carried(self) -> bool:
        """Tell a mail in which a machine wrote for somebody."""
        return self.weight == CARRIED

    @property
    def prose(self) -> str:
        """Return the lines that are the writer's own, "" if there are none."""
        own = zip(self.lines, self.whose, strict=True)
        return "\n".join(line for line, whose in own if whose == OWN)


def load(folder: Path) -> list[LinedMail]:
    """Read the labelled mails of a folder (tests/corpus/README.md)."""
    if not folder.is_dir():
        raise PathMissing(f"{folder}: no such folder")
    read = (
        _lined(file, tomllib.loads(file.with_suffix(".toml").read_text("utf-8")))
        for file in _files(folder)
    )
    return [one for one in read if one is not None]


def fingerprint(folders: Sequence[Path]) -> str:
    """Return the SHA-256 over names and bytes of the mails and their labels."""
    total = hashlib.sha256()
    for file in (file for folder in folders for file in _files(folder)):
        for each in (file, file.with_suffix(".toml")):
            total.update(each.name.encode() + hashlib.sha256(each.read_bytes()).digest())
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.eml") if file.with_suffix(".toml").exists())


def _lined(file: Path, expected: dict[str, Any]) -> LinedMail | None:
    mail = parse(file.read_bytes())
    lines = mail.text.split("\n", _LINES)[:_LINES]
    kind, hand = expected["kind"], file.parent.name
    if kind in (Kind.NOTICE, Kind.BULK, Kind.AUTO_REPLY):
        whose = [WRAPPER if line.strip() else NEITHER for line in lines]
        weight = NOTICE if kind == Kind.NOTICE else BULK
    elif kind == Kind.CUSTOMER and "text" in expected:
        whose = _whose(lines, expected["text"], expected.get("also", ()))
        weight = CARRIED if _is_carried(mail, expected) else PLAIN
        if weight == PLAIN:
            # Signatures and quotes are not what a machine puts around somebody's words.
            whose = [each if each == OWN else NEITHER for each in whose]
    else:
        return None
    return LinedMail(tuple(lines), setting_of(mail, STORE), tuple(whose), weight, hand)


def _is_carried(mail: Mail, expected: dict[str, Any]) -> bool:
    relayed = expected.get("reply_channel") in ("relay", "platform_only")
    return relayed or behind_machine(mail, STORE) is not None


def _whose(lines: Sequence[str], own_words: str, either: Sequence[str]) -> list[int]:
    squashed = [_squashed(line) for line in lines]
    wanted = _squashed(own_words)
    open_lines = [each for each in map(_squashed, either) if each]
    begin = "".join(squashed).find(wanted) if wanted else -1
    end, at, whose = begin + len(wanted), 0, []
    for line in squashed:
        if begin >= 0:
            outside = at + len(line) <= begin or at >= end
            inside = at >= begin and at + len(line) <= end
            said = WRAPPER if outside else OWN if inside else NEITHER
        elif not wanted:
            said = WRAPPER
        else:
            said = _by_itself(line, wanted)
        if said == WRAPPER and any(line in each or each in line for each in open_lines):
            said = NEITHER
        whose.append(said if line else NEITHER)
        at += len(line)
    return whose


def _by_itself(line: str, wanted: str) -> int:
    """Judge a line where the words do not stand together, for they are quoted line by line."""
    if line in wanted:
        return OWN if len(line) >= _SURE else NEITHER
    ends = (wanted[: 2 * _APART], wanted[-2 * _APART :])
    apart = len(line) >= _APART and not any(each in line for each in ends)
    return WRAPPER if apart and line.lstrip(">") not in wanted else NEITHER


def _squashed(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).replace("\uff5e", "\u301c").replace("|", "")
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c) != "Cf")
