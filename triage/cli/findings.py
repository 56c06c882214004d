"""What the tone checker found, as lines for people: the fault, where it stands, what is better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from triage.cli.words import chinese, say, tell
from triage.drafts.draft import Finding, Remedy

_INDENT = "    "


def lines(finding: Finding) -> list[str]:
    """Return a finding as a line that tells the fault, and indented ones that help."""
    mark = "：" if chinese() else ": "
    fault = f"{say(finding.level.value)}{mark}“{finding.text}” – {tell(finding.why)}"
    return [fault, *(f"{_INDENT}{line}" for line in helps(finding))]


def helps(finding: Finding) -> list[str]:
    """Return where a finding stands and what to do about it, a line each."""
    told = []
    if finding.line:
        sentence = "" if finding.sentence == finding.text else finding.sentence
        told.append(where(finding.line, sentence))
    if finding.remedy is Remedy.DELETE:
        told.append(say("delete this sentence"))
    elif finding.better:
        what = "instead: “{}”" if finding.remedy is Remedy.REPLACE else "add: “{}”"
        told.append(say(what).format(finding.better))
    return told


def gap(name: str) -> str:
    """Return the line of a fact that is missing; in English by the name templates know it by."""
    return f"{say('gap')}{'：' if chinese() else ': '}{say(name) if chinese() else name}"


def short(finding: Finding) -> str:
    """Return a finding in a few words, for a column of a table."""
    return f"{say(finding.level.value)}{'：' if chinese() else ': '}{tell(finding.why)}"


def where(line: int, sentence: str) -> str:
    """Name the line of a draft, with the sentence that stands in it."""
    return say("line {}: “{}”").format(line, sentence) if sentence else say("line {}").format(line)


def from_object(told: Mapping[str, Any]) -> Finding:
    """Return the finding that a JSON object of a draft holds."""
    from pydantic import TypeAdapter

    return TypeAdapter(Finding).validate_python(dict(told))
