"""One understood mail as a card for people: what it is, what it says, and which words say so."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from triage.cli.output import PRIORITY_STYLES, safe
from triage.cli.told import facts_line
from triage.cli.understood import highlights
from triage.cli.words import chinese, language_name, say, say_all

TEXT_LINES = 12
TEXT_CODE_POINTS = 900
KIND_STYLES = {"customer": "bold green", "unreadable": "bold red", "notice": "yellow"}
_COLOURS = {"type": "yellow", "demand": "cyan", "signal": "red", "name": "green"}
_MOST_REASONS = 6

Found = dict[str, Any]


def card(found: Found) -> Panel:
    """Return the card of one mail, as described by docs/understand.schema.json."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _rows(found):
        grid.add_row(say(label), value)
    parts: list[RenderableType] = [grid]
    if found["text"].strip():
        parts += [Rule(style="dim"), _text(found)]
    return Panel(
        Group(*parts),
        title=Text(safe(found["path"])),
        title_align="left",
        box=box.ROUNDED,
        border_style=PRIORITY_STYLES.get(found["priority"] or "", "") or "dim",
    )


def _rows(found: Found) -> list[tuple[str, RenderableType]]:
    """Return the rows that have something to say, the judgement first."""
    rows: list[tuple[str, RenderableType]] = []
    if found["gist"]:
        both = [found["gist"]["en"], found["gist"]["zh-Hans"]]
        both = both[::-1] if chinese() else both
        rows.append(("Gist", Text("\n".join(safe(g) for g in both if g), style="bold")))
    rows.append(("Kind", _kind(found)))
    for label, value in (("From", _sender(found)), ("Subject", found["subject"])):
        if value:
            marks = highlights(found["reasons"], "subject") if label == "Subject" else []
            rows.append((label, _marked(value, marks)))
    if found["language"]:
        rows.append(
            ("Language", _with_share(language_name(found["language"]["code"]), found["language"]))
        )
    if found["type"]:
        rows.append(("Type", _type(found)))
    for label, codes in (("Wants", found["demands"]), ("Signals", found["signals"])):
        if codes:
            rows.append((label, Text(say_all(codes), style="red" if label == "Signals" else "")))
    for label, key in (("Orders", "order_numbers"), ("Tracking", "tracking_numbers")):
        if found[key]:
            rows.append((label, _numbers(found[key])))
    if told := facts_line(found["facts"], found["date"]):
        rows.append(("Facts", Text(safe(told))))
    if found["priority"]:
        style = PRIORITY_STYLES[found["priority"]]
        rows.append(("Priority", Text(say(found["priority"]), style=style)))
    rows.append(("Draft", _draft(found)))
    if found["attachments"]:
        rows.append(("Attached", Text(safe(", ".join(map(_attachment, found["attachments"]))))))
    if found["defects"]:
        rows.append(("Defects", Text(safe("; ".join(found["defects"])), style="yellow")))
    if because := _because(found):
        rows.append(("Because", because))
    like = [each["text"] for each in found["reasons"] if each["field"] == "example"]
    if like:
        rows.append(("Like", Text(safe(like[0]), style="dim")))
    return rows


def _kind(found: Found) -> Text:
    text = Text(say(found["kind"]), style=KIND_STYLES.get(found["kind"], "bold"))
    why = "; ".join(each["text"] for each in found["kind_reasons"][:3])
    return text.append(f" – {safe(why)}", style="not bold dim") if why else text


def _sender(found: Found) -> str:
    people = [found["customer"], found["from"]]
    person = next((p for p in people if p and (p["name"] or p["address"])), None)
    if person is None:
        return ""
    name, address = person["name"], person["address"]
    shown = f"{name} <{address}>" if name and address else name or address
    where = found["customer"] and found["customer"]["found_in"]
    return f"{shown} ({say('found in')} {say(where)})" if where and where != "from" else shown


def _with_share(name: str, judged: dict[str, Any]) -> Text:
    return Text(name).append(f"  {judged['confidence']:.0%}", style="dim")


def _type(found: Found) -> Text:
    judged = found["type"]
    text = _with_share(say(judged["label"]), judged)
    if not found["sure"]:
        text.append(f"  {say('not sure')}", style="yellow")
    others = [f"{say(a['label'])} {a['confidence']:.0%}" for a in judged["alternatives"][:3]]
    if others:
        text.append(f"  {say('or')} {', '.join(others)}", style="dim")
    return text


def _numbers(numbers: list[dict[str, Any]]) -> Text:
    lines = []
    for number in numbers[:5]:
        origin = number.get("channel") or number.get("carrier") or ""
        why = number.get("reason", "")
        quoted = f", {say('in the quoted part')}" if number.get("in_quote") else ""
        details = ", ".join(part for part in (origin, why) if part) + quoted
        line = Text(safe(number["value"]), style="green")
        lines.append(line.append(f"  {safe(details)}", style="dim") if details else line)
    return Text("\n").join(lines)


def _draft(found: Found) -> Text:
    draft, automatic = found["draft"], found["automatic"]
    if not draft["allowed"]:
        return Text(say("no")).append(f" – {safe(draft['reason'])}", style="dim")
    channel = found["reply_channel"]
    text = Text(f"{say('yes')}, {say(channel)}")
    if found["reply_to"]:
        text.append(f" → {safe(found['reply_to'])}")
    if not automatic["allowed"]:
        why = f" ({safe(automatic['reason'])})" if automatic["reason"] else ""
        text.append(f"; {say('never sent automatically')}{why}", style="dim")
    return text


def _attachment(each: dict[str, Any]) -> str:
    size = each["size"]
    shown = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(size // 1000, 1)} kB"
    return f"{each['name'] or each['type']} ({shown})"


def _because(found: Found) -> Text | None:
    """Name the words behind the judgements, for those who see no colours."""
    spoken: dict[str, str] = {}
    for each in found["reasons"]:
        stem, _, code = each["code"].partition(":")
        said = stem in ("type", "demand", "signal") and each["field"] != "example"
        if said and each["text"].strip():
            spoken.setdefault(each["code"], f"{_quoted(each['text'])} → {say(code)}")
    if not spoken:
        return None
    # What raises the urgency is what a reader doubts first.
    ranked = sorted(
        spoken, key=lambda code: ("signal", "demand", "type").index(code.partition(":")[0])
    )
    return Text(" · ".join(safe(spoken[code]) for code in ranked[:_MOST_REASONS]), style="dim")


def _quoted(words: str) -> str:
    flat = " ".join(words.split())
    return f"「{flat}」" if chinese() else f"“{flat}”"


def _text(found: Found) -> Text:
    lines = found["text"].splitlines(keepends=True)
    shown = "".join(lines[:TEXT_LINES])[:TEXT_CODE_POINTS]
    text = _marked(shown.rstrip(), highlights(found["reasons"], "text"))
    left = len(found["text"].rstrip()) - len(shown.rstrip())
    if left > 0:
        text.append(f" … {say('{} more characters').format(left)}", style="dim")
    return text


def _marked(text: str, marks: list[tuple[int, int, str]]) -> Text:
    marked = Text(safe(text))
    for start, end, code in marks:
        colour = _COLOURS.get(code.partition(":")[0], "green")
        marked.stylize(f"{colour} underline", start, end)
    return marked
