"""A person's words below the line that repeats the subject: "Harriet left you a message about …".

The trap: notices of payouts and new terms repeat their subject, too. So below it a person must
speak (ask, say "I", stand in marks or behind a colon), and an answer must be called for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.mail.buyer_names import named_in
from triage.mail.calls import addresses_seller, calls_seller, names_desk
from triage.mail.carriers import LINK, Carrier
from triage.mail.item_lines import is_figure
from triage.mail.matter import phrase_of_matter, speaks_of_self
from triage.mail.message import Mail
from triage.mail.name_rows import is_item
from triage.mail.named_senders import without_matter
from triage.mail.requests import calls_for_answer, is_dealt_with
from triage.mail.row_labels import COLONS, is_field, split_label
from triage.mail.wording import key
from triage.mail.wrapper_lines import LineKind, kind_of, tells_of_wish
from triage.mail.wrapper_tails import bare, until_tail

_READ = 50_000  # characters
_HEAD = 8  # lines in which a platform says what it is about
_SHARED = 3  # words in a row
_SHARED_GLUED = 8  # characters of a script without spaces
_LINE = 200
_LABEL = 60
_NAME_WORDS = 4
_SURE = 2  # points of a name: "Nouvelle" may begin a subject as well
_WORD = re.compile(r"[^\s,:;!?\"“”„«»「」『』()\[\]]+")
_QUOTED = re.compile(r"[\"“„«»「『][^\"“”„«»「」『』\n]{1,120}[\"“”«»」』]")
_MARKS = "\"'“”„«»‘’"


@dataclass(frozen=True, slots=True)
class Echo:
    """The line that repeats the subject, whom it surely names ("" if nobody), the words below."""

    line: str
    name: str
    words: str


def echo_of(mail: Mail, carrier: Carrier) -> Echo | None:
    """Find a person's words below the line that repeats the subject of a platform's mail."""
    if mail.header("list-unsubscribe") or is_dealt_with(mail) or not calls_for_answer(mail.text):
        return None
    lines = [line.strip() for line in mail.text[:_READ].splitlines()]
    head = [n for n, line in enumerate(lines) if line][:_HEAD]
    for at in head:
        if len(lines[at]) > _LINE:
            continue
        shared = _shared(mail.subject, lines[at])
        called = named_in(lines[at]) if tells_of_wish(key(lines[at])) else ""
        known = called if called and key(called) in key(mail.subject) else ""
        words = _below(lines, at, carrier) if shared or known else ""
        if words and known:
            return Echo(lines[at], known, words)
        name, points = _named(shared, lines, at, mail, carrier) if words else ("", 0)
        if name:
            # "Item Not Received" is what it is about, and nobody's name.
            matter = name not in without_matter(mail.subject, lines)[0]
            matter = matter or is_item(name, mail.subject, lines)
            return Echo(lines[at], name if points >= _SURE and not matter else "", words)
    return None


def _shared(subject: str, line: str) -> list[str]:
    """Return the longest run of words that both hold, as the subject writes them."""
    ours, theirs = _WORD.findall(_QUOTED.sub(" , ", subject[:300])), _WORD.findall(line[:_LINE])
    there = [key(word) for word in theirs]
    best: list[str] = []
    for first in range(len(ours)):
        for start in range(len(there)):
            run = 0
            while (
                first + run < len(ours)
                and start + run < len(there)
                and key(ours[first + run]) == there[start + run]
            ):
                run += 1
            if run > len(best):
                best = ours[first : first + run]
    # "Harriet just left a review", "rosa.lind commented on …" of "Comment from rosa.lind on …"
    opening = next((word for word in ours if there and key(word) == there[0]), "")
    if opening and best and opening not in best:
        best = [opening, *best]
    glued = max((len(word) for word in best if word > "\u2e7f"), default=0)
    return best if len(best) >= _SHARED or glued >= _SHARED_GLUED else []


def _below(lines: list[str], at: int, carrier: Carrier) -> str:
    """Return the person's words that follow the echo, perhaps below a label or rows of an item."""
    opened = lines[at].endswith(COLONS)
    rest = at + 1
    while rest < len(lines):
        line = lines[rest]
        found = split_label(line)
        if found and _is_said(found[1]) and not _is_platforms(found[1], carrier):
            return bare(found[1])  # "Deb's reason: …"
        if len(line) <= _LABEL and line.endswith(COLONS):
            opened = True
        elif (
            any(map(str.isalnum, line))
            and not is_field(line)
            and kind_of(line, carrier) is not LineKind.RULE
        ):
            break
        rest += 1
    end = next((n for n in range(rest, len(lines)) if not lines[n]), len(lines))
    piece = "\n".join(lines[rest:end]).strip()
    marked = bare(piece) != piece
    words = until_tail(lines[rest:end], carrier, wrapped=True).strip()
    if not words or _is_platforms(words, carrier):
        return ""
    asks = any(sign in LINK.sub(" ", words) for sign in "?？؟")
    speaks = asks or bool(speaks_of_self(words) or phrase_of_matter(words))
    return bare(words) if opened or marked or speaks else ""


def _is_said(value: str) -> bool:
    """Tell a row's value that is a sentence, or stands in quotation marks."""
    whole = value.endswith((".", "!", "?", "。", "！", "？", "؟"))
    return len(value.split()) > _NAME_WORDS and (whole or bare(value) != value)


def _is_platforms(words: str, carrier: Carrier) -> bool:
    said = key(words, len(words))
    first = words.splitlines()[0]
    named = any(name in said for name in carrier.names) or "://" in words or "@" in words
    told = addresses_seller(words) or names_desk(words) or calls_seller(first, carrier)
    return named or told or is_figure(first) or kind_of(first, carrier) is not LineKind.WORDS


def _named(
    shared: list[str], lines: list[str], at: int, mail: Mail, carrier: Carrier
) -> tuple[str, int]:
    """Choose whom the shared words name: in front, before a colon, or named again below."""
    subject = _WORD.findall(mail.subject[:300])
    runs = _runs(shared, starts=shared[:1] == subject[:1])
    labels = [line for n, line in enumerate(lines) if n != at and (":" in line or "'" in line)]
    best, most = "", 0
    for place, run in enumerate(runs):
        name = " ".join(run)
        if _is_house(name, mail, carrier):
            continue
        points = (place == 0 and run[0] == shared[0]) + (len(run) > 1)
        points += 2 * any(f"{name}{sign}" in lines[at] for sign in COLONS)
        # "Päivin viesti:", "Deb's reason"
        points += any(line.startswith(name) for line in labels)
        points += run[0][0].islower()
        points += any(sign.isdigit() or sign in "._" for sign in name[1:])
        if points > most:
            best, most = name, points
    return best, most


def _runs(words: list[str], *, starts: bool) -> list[list[str]]:
    """Split the shared words into runs written like names; an account may begin the subject."""
    runs: list[list[str]] = [[]]
    for n, word in enumerate(words):
        account = any(map(str.isdigit, word)) and any(map(str.isalpha, word))
        account = account or "." in word[1:-1]
        capital = word[0] != word[0].lower() or (word == "&" and bool(runs[-1]))
        first = n == 0 and starts and word.isascii() and word[0].islower()
        if (account or capital or first or "_" in word) and len(runs[-1]) < _NAME_WORDS:
            runs[-1].append(word)
            if first:
                runs.append([])
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _is_house(name: str, mail: Mail, carrier: Carrier) -> bool:
    """Tell the name of the shop or of the platform, an item's number, or one in marks."""
    said = key(name)
    ours = key(" ".join(f"{each.name} {each.address.partition('@')[2]}" for each in mail.to))
    theirs = any(each in said or said in each for each in carrier.names)
    number = sum(map(str.isdigit, name)) * 2 > len(name)
    number = number or (name.isupper() and any(map(str.isdigit, name)))
    return said in ours or theirs or number or said.strip(_MARKS) == ""
