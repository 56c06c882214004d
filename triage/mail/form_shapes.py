"""The rows of a form by their build, whatever their labels are called: every row stands as the one
with the visitor's address does, and what fills it tells a name and a letter.

The trap: a customer's signature names an address too; a row of words must stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from triage.mail.carriers import Carrier
from triage.mail.form_labels import LABELS, field_of, is_firms, plain_label, within
from triage.mail.form_notes import asks_consent, is_letter, is_mailers, width_of
from triage.mail.row_labels import CELL
from triage.mail.visitors import Visitor, is_persons_name, may_be_name, written_in
from triage.mail.wording import key
from triage.mail.wrapper_lines import is_stamp

_DOTTED = re.compile(r"^([^:]{1,40}?)[ \t]?[.·…_]{2,60}[ \t]?[:：]")
_DUMPED = re.compile(r'\s{0,8}"([^"]{1,40})"\s?[:=]>?\s?"([^"]{0,4000})",?\s?')
_BRACES = ("{", "}", "},", "[", "]")
_BOXED = re.compile(
    r"^\s{0,4}[【［\[]\s?([^【】［］\[\]:：/@]{1,30}?)\s?[】］\]][ \t]{0,4}[:：]?(.*)$"
)
_RULE = re.compile(r"[-_=*─━―＝ ]{2,200}")
_SPLITS = ("=", "→", "=>", "–", "—", "-", "\t", "»")
_HEAD = 60  # lines in which a form's rows stand
_LABEL_CAP = 48
_LABEL_WORDS = 6
_ENDS = ".!?。！？؟;"
_LINE = 90  # a longer line of a card is no card's


@dataclass(slots=True)
class _Rows:
    """The lines being rewritten, and the rows found: where, label, value."""

    lines: list[str]
    found: list[tuple[int, str, str]] = field(default_factory=list)


def in_rows(text: str, visitor: Visitor) -> tuple[str, bool]:
    """Return a form's text with its rows as "label: value", and whether their build was plain.

    Names, addresses and the message get labels that everybody knows.
    """
    lines = [_plainly(line) for line in text.split("\n")]
    lines = _unboxed(lines, visitor)
    at = next((n for n, line in enumerate(lines[:_HEAD]) if written_in(line, visitor)), -1)
    if at < 0:
        return text, False
    rows = _Rows(lines)
    address = written_in(lines[at], visitor)
    before = lines[at][: lines[at].lower().find(address)].strip(" <([")
    if not before.strip():
        _stacked(rows, at, visitor)
    elif before.endswith((":", "：", "|")):
        rows.found = _split_rows(lines, "|" if before.endswith("|") else "")
    elif sign := next((each for each in _SPLITS if before.endswith(each)), ""):
        _resigned(rows, at, sign)
    elif not _card(rows, at, before, visitor):
        _spaced(rows, at, before)
    built = _assign(rows, visitor)
    return "\n".join(rows.lines), built


def _plainly(line: str) -> str:
    """Write "Name ......: Anna" and a dump's `"name": "Anna",` as "Name: Anna"."""
    if line.strip() in _BRACES:
        return ""
    dumped = _DUMPED.fullmatch(line)
    return f"{dumped[1]}: {dumped[2]}" if dumped else _DOTTED.sub(r"\1:", line)


def _unboxed(lines: list[str], visitor: Visitor) -> list[str]:
    """Write "【Name】 Anna" as "Name: Anna" where an address stands in such a row."""
    boxes = {n: box for n, line in enumerate(lines[:_HEAD]) if (box := _BOXED.match(line[:400]))}
    below = {n: box[2] or (lines[n + 1] if n + 1 < len(lines) else "") for n, box in boxes.items()}
    if len(boxes) < 2 or not any(written_in(value, visitor) for value in below.values()):
        return lines
    return [
        f"{boxes[n][1]}: {lines[n][boxes[n].start(2) :].strip()}" if n in boxes else line
        for n, line in enumerate(lines)
    ]


def _split_rows(lines: Sequence[str], sign: str) -> list[tuple[int, str, str]]:
    """Find the rows of one build; a label's value may stand below it."""
    rows: list[tuple[int, str, str]] = []
    for n, line in enumerate(lines[:_HEAD]):
        if rows and is_mailers(line, Carrier(), apart=False) and not _RULE.fullmatch(line.strip()):
            break  # the page, the program
        ends = [line.find(each) for each in ((sign,) if sign else (":", "：")) if each in line]
        if not ends or line.lstrip().startswith("http") or line[min(ends) :].startswith("://"):
            continue
        label, value = line[: min(ends)], line[min(ends) + 1 :].strip(" |")
        if _is_label(label):
            below = (
                "" if value else next((x.strip() for x in lines[n + 1 : n + 3] if x.strip()), "")
            )
            rows.append((n, label, value or below))
    return rows


def _resigned(rows: _Rows, at: int, sign: str) -> None:
    """Write "Name = Anna" as "Name: Anna", as far as such rows go around the address."""
    apart = sign if sign in "=\t→»" else f" {sign}"
    for step in (-1, 1):
        n = at if step < 0 else at + 1
        while 0 <= n < len(rows.lines):
            line = rows.lines[n]
            label, found, value = line.partition(apart)
            if line.strip() and not (found and _is_label(label)):
                break
            if found:
                rows.lines[n] = f"{label.strip()}: {value.strip()}"
                rows.found.append((n, label, value.strip()))
            n += step
    rows.found.sort()


def _spaced(rows: _Rows, at: int, before: str) -> None:
    """Write "Name Anna" as "Name: Anna" where a known label leads the address without a sign."""
    if field_of(plain_label(before)) != "email":
        return
    for step in (-1, 1):
        n = at if step < 0 else at + 1
        while 0 <= n < len(rows.lines):
            label = _leading(rows.lines[n])
            if rows.lines[n].strip() and not label:
                break
            if label:
                value = rows.lines[n].strip()[len(label) :].strip()
                rows.lines[n] = f"{label}: {value}"
                rows.found.append((n, label, value))
            n += step
    rows.found.sort()


def _leading(line: str) -> str:
    """Return the known label a line begins with, in front of more."""
    words = line.split()
    for size in range(min(3, len(words) - 1), 0, -1):
        label = " ".join(words[:size])
        if plain_label(label) in LABELS and line.strip().startswith(label):
            return label
    return ""


def _stacked(rows: _Rows, at: int, visitor: Visitor) -> None:
    """Read labels that stand above their values; a name above the address makes it a card."""
    lines = rows.lines
    above = _filled(lines, at, -1)
    if above < 0:
        return
    if is_persons_name(lines[above], visitor):
        lines[above], lines[at] = f"name: {lines[above].strip()}", f"email: {lines[at].strip()}"
        _open_below(rows, at)
        return
    if not _is_label(lines[above]) or lines[above].rstrip().endswith((":", "：")):
        rows.found = _split_rows(lines, "")
        return
    rows.found.append((above, lines[above], lines[at].strip()))
    gap = at + 1 < len(lines) and not lines[at + 1].strip()
    for n in range(len(lines[:_HEAD]) - 1):
        heads = _is_label(lines[n]) and bool(lines[n + 1].strip()) and n not in (above, at)
        if gap and heads and (n == 0 or not lines[n - 1].strip()):
            rows.found.append((n, lines[n], lines[n + 1].strip()))
    if not gap:
        # Rows without a blank line take turns: label, value, label, value.
        turns = [n for n in range(above % 2, min(_HEAD, len(lines)) - 1, 2) if n != above]
        rows.found += [(n, lines[n], lines[n + 1].strip()) for n in turns if _is_label(lines[n])]
    rows.found.sort()


def _card(rows: _Rows, at: int, before: str, visitor: Visitor) -> bool:
    """Read "Anna Berg <anna@a.example>" and what a chat tells of its visitor below."""
    if "<" not in rows.lines[at] and "(" not in rows.lines[at]:
        return False
    label, _, name = before.replace("：", ":").rpartition(":")
    # "Message from Anna Berg (anna@a.example)"
    named = next((each for each in visitor.names if key(name).endswith(f" {key(each)}")), "")
    name = named or name.strip()
    if not is_persons_name(name, visitor) and not (label and may_be_name(name)):
        return False
    heads = rows.lines[at].rstrip().endswith((":", "："))
    rows.lines[at] = f"name: {name}\nemail: {written_in(rows.lines[at], visitor)}"
    if heads and at + 1 < len(rows.lines):
        # "Anna Berg (anna@a.example):" stands right above what she wrote.
        rows.lines[at] += "\nmessage:"
        rows.found = [(at, "message", rows.lines[at + 1])]
        return True
    rows.found = [row for row in _split_rows(rows.lines, "") if row[0] != at]
    if not any(_is_message(label, value) for _, label, value in rows.found):
        rows.found = []
        _open_below(rows, at)
    return True


def _is_message(label: str, value: str) -> bool:
    return bool(value) and (field_of(plain_label(label)) == "message" or is_letter(label, value))


def _open_below(rows: _Rows, at: int) -> None:
    """Drop the lines of a card below the address; what follows the blank line is the message."""
    lines = rows.lines
    end = next((n for n in range(at + 1, len(lines)) if not lines[n].strip()), len(lines))
    card = lines[at + 1 : end]
    if any(len(line) > _LINE or line.rstrip()[-1:] in _ENDS for line in card) or end == len(lines):
        return
    lines[at + 1 : end] = [""] * len(card)
    begin = _filled(lines, end, 1)
    while begin >= 0 and is_stamp(lines[begin]):
        lines[begin] = ""
        begin = _filled(lines, begin, 1)
    head = lines[begin].partition(":")[0] if begin >= 0 else ""
    if begin < 0 or field_of(plain_label(head)) == "message":
        return
    lines[begin - 1] = "message:"
    for n in range(begin, len(lines)):
        if not lines[n].startswith(">"):
            break
        lines[n] = lines[n][1:].strip()
    rows.found.append((begin - 1, "message", lines[begin]))


def _assign(rows: _Rows, visitor: Visitor) -> bool:
    """Give rows of unknown labels their fields; tell whether a letter stands among them."""
    fields = {n: field_of(plain_label(label)) or "" for n, label, _ in rows.found}
    taken = set(fields.values())
    for place, (n, _, value) in enumerate(rows.found):
        if fields[n]:
            continue
        if "email" not in taken and written_in(value, visitor):
            _name_row(rows, place, "email")
        elif "name" not in taken and _fills_name(rows, place, visitor):
            _name_row(rows, place, "name")
            taken.add("name")
    written = [
        (width_of(value), -place)
        for place, (n, label, value) in enumerate(rows.found)
        if not fields[n] and is_letter(label, value)
    ]
    if "message" not in taken and written:
        place = -max(written)[1]
        _name_row(rows, place, "message")
        for n, label, value in rows.found[place + 1 :]:
            if rows.lines[n] == label and ("://" in value or asks_consent(key(label))):
                rows.lines[n : n + 2] = ["", ""]
    return "message" in taken or bool(written)


def _name_row(rows: _Rows, place: int, name: str) -> None:
    n, label, value = rows.found[place]
    line = rows.lines[n]
    beside = value if value in line[len(label) :] else ""
    # Cells stay cells: what stands below a table's last row is no row.
    sign = " |" if beside and CELL in line else ":"
    rows.lines[n] = f"{name}{sign} {beside}"


def _fills_name(rows: _Rows, place: int, visitor: Visitor) -> bool:
    """Tell a value that is the visitor's name by the headers, or stands beside the address."""
    _, label, value = rows.found[place]
    if is_persons_name(value, visitor):
        return True
    # Another field's label, or a field of another kind: "Référence de commande: XKBKNABJK".
    said = plain_label(label)
    if field_of(plain_label(value)) or (within(said) or "name") != "name" or is_firms(said):
        return False
    beside = rows.found[max(0, place - 1) : place] + rows.found[place + 1 : place + 2]
    return may_be_name(value) and any(written_in(each[2], visitor) for each in beside)


def _is_label(text: str) -> bool:
    """Tell a text that may head a value: short, and no sentence."""
    label = text.strip(" *\t:：")
    short = 0 < len(label) <= _LABEL_CAP and len(key(label).split()) <= _LABEL_WORDS
    return short and label[-1] not in ".!;,。！、" and "@" not in label and "://" not in label


def _filled(lines: Sequence[str], at: int, step: int) -> int:
    n = at + step
    while 0 <= n < len(lines):
        if lines[n].strip():
            return n
        n += step
    return -1
