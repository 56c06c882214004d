"""Reasons of a verdict: a header as it stands in the mail, and signs that are weighed together.

One weak sign decides nothing; several independent ones do, and the reasons tell what each counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.mail.message import Code, Mail
from triage.mail.rules import shown


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign for (or, below zero, against) a kind of mail."""

    code: str
    text: str
    points: int


def header_reason(code: str, mail: Mail, name: str) -> Code:
    """Make a reason of a header as it stands in the mail."""
    return Code(code, f"{name.title()}: {shown(mail.header(name))}")


def header_sign(code: str, mail: Mail, name: str, points: int) -> Sign:
    """Make a sign of a header as it stands in the mail."""
    return Sign(code, header_reason(code, mail, name).text, points)


def weight(signs: Sequence[Sign]) -> int:
    """Return what the signs count together."""
    return sum(sign.points for sign in signs)


def told(signs: Sequence[Sign], needed: int) -> tuple[Code, ...]:
    """Tell every sign with its points, and their sum beside what was needed."""
    codes = [Code(sign.code, f"{sign.text} ({sign.points:+d})") for sign in signs]
    return (*codes, Code("weight", f"Together {weight(signs)}, needed {needed}"))
