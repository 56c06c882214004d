"""Names that a platform writes into its subject and into the mail below: "[Omar Haddad] Inquiry …".

The trap: items, the shop and "Your answer" stand in both places as well.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.buyer_acts import may_be_account
from triage.mail.marks import LINK
from triage.mail.name_rows import TITLE, is_item, is_others, is_others_row
from triage.mail.name_shapes import clean, is_name, named_whole
from triage.mail.rules import load, phrases
from triage.mail.wording import any_of, key
from triage.mail.wrapper_lines import tells_of_wish

_SIGNS = tuple("\"'„“”«»:,.–—-(")
_ANSWERS = phrases(load("requests")["answer"])
# "tantgul (214)", "kaffeefan(1.284 ★)": an account and its ratings
_COUNTED = re.compile(r"(?:^|\s)(\S{1,30})\s([\w.*-]{3,40}?)\s?\(\d[\d.,]{0,7}\s?[★☆*%]?\)")
_NAMES = load("buyers")["names"]
_FROM = any_of(sorted({*_NAMES["from_only"], *_NAMES["from"]}, key=len, reverse=True))
_SMALL = r"([^\W\d_][\w.*-]{4,39})(?!\w)"
# "ett nytt meddelande från lyktmakarn gällande …": nothing but its place shows such an account
_LED = re.compile(rf"(?<!\w)(?:{any_of(_NAMES['from_only'])}) {_SMALL}", re.IGNORECASE)
_MAY_LEAD = re.compile(rf"(?:(?<!\w)(?:{_FROM})|:) {_SMALL}", re.IGNORECASE)
_ACTS = re.compile(
    rf" (?:{any_of([*_NAMES['before'], *_NAMES['does'], *_NAMES['users']])})(?!\w)", re.IGNORECASE
)
_ENDS = phrases([*_NAMES["ends"], *_NAMES["about"]], whole=True)
_MESSAGE = phrases(load("buyers")["wrapper"]["message"])
_OTHERS = phrases(
    word for each in ("seller", "desk", "items", "users") for word in _NAMES[each] if len(word) > 2
)
_NOBODY = frozenset((*_NAMES["nobody"], *_NAMES["articles"]))
_BRACKETS = re.compile(r"[\[【(（]([^\[\]【】()（）]{2,40})[\]】)）]")


def leads_on(subject: str, lines: list[str]) -> str:
    """Read two words of the subject with which a line begins that leads on: "مهسا قنبری …:".

    Only of scripts without capitals, where nothing else shows a name.
    """
    for one, two in pairwise(subject[:300].split()):
        name = f"{one} {two}"
        caseless = name.lower() == name.upper() and one.isalpha() and two.isalpha()
        leads = (line for line in lines[1:] if line.endswith((":", "：")))
        if caseless and any(line.startswith(f"{name} ") for line in leads):
            return name
    return ""


def in_both(subject: str, lines: list[str]) -> str:
    """Read "Beatriz Nunes" who ends or begins the subject, and begins a line of the mail."""
    words = subject[:300].split()
    # Platforms set an item's title in quotes.
    lines = [TITLE.sub(" ", line) for line in lines if not is_others_row(line)]
    # A button or an item's title, linked, which the subject names as well.
    linked = (LINK.split(line)[0].strip(" (<") for line in lines if LINK.search(line))
    titles = {title for title in linked if title and title in subject}
    lines = [line for line in lines if not any(line.startswith(title) for title in titles)]
    if not words:
        return ""
    for size in (3, 2):
        runs = (words[at : at + size] for at in range(len(words) - size + 1))
        for run in (words[-size:], *runs):
            whole = len(run) == size and all(is_name(word) and word.isalpha() for word in run)
            name = " ".join(run)
            # "Hi Lindenhof Official," greets us, and "Ihre Antwort" is what the platform wants.
            if any(line.find(name) > 0 for line in lines[:1]) or _ANSWERS.find(key(name)):
                continue
            if whole and (is_others(name, lines) or is_item(name, subject, lines)):
                continue
            ends = run[-1] == words[-1] or run[0] == words[0]
            # In the middle of a subject it must be introduced in the middle of a line, too.
            if whole and any(
                (ends and line.startswith(f"{name} "))
                or line == name
                or f" {name}" in line
                or line.startswith(f"{name} (")
                for line in lines
            ):
                return clean(name)
    return ""


def rated(subject: str, lines: list[str]) -> str:
    """Read the account with its ratings, "from tantgul (214)", that the subject names as well.

    The same word leads to it in both: a title may end in a number in brackets, too.
    """
    led = set(pairwise(word.strip("\"'„“”«»:,.") for word in subject[:300].split()))
    for line in lines:
        for found in _COUNTED.finditer(line[:300]):
            name = found[2]
            if not name.isdigit() and (found[1], name) in led and not found[1][0].isupper():
                return "" if is_item(name, subject, lines) else name
    return ""


def led_twice(subject: str, lines: list[str]) -> str:
    """Read an account of small letters alone that a message is from in the subject and below.

    Below it may act as well: "Új üzenet: lampasember", "lampasember felhasználó üzenetet küldött".
    """
    bodies = {word for line in lines if _tells(line) for word in _LED.findall(line[:300])}
    sure = [word for word in _LED.findall(subject[:300]) if word in bodies]
    acting = (word for word in _MAY_LEAD.findall(subject[:300]) if _acts(word, lines))
    told = (*sure, *acting) if _tells(subject) else ()
    return next((word for word in told if _ends(subject, word) and _is_small_account(word)), "")


def _ends(subject: str, word: str) -> bool:
    """Tell a word behind which the subject goes on to something else, or ends."""
    rest = subject.partition(f" {word}")[2].strip(" .")
    return not rest or rest[0] in _SIGNS or bool(_ENDS.start(key(rest)))


def _tells(line: str) -> bool:
    said = key(line[:300])
    return bool(_MESSAGE.find(said) or tells_of_wish(said))


def _acts(word: str, lines: list[str]) -> bool:
    begun = (line[len(word) : 300] for line in lines if line.startswith(f"{word} "))
    return any(_ACTS.match(rest) for rest in begun)


def _is_small_account(word: str) -> bool:
    ours = word in _NOBODY or _OTHERS.start(word)
    return word.islower() and not ours and may_be_account(word)


def bracketed(subject: str, lines: list[str]) -> str:
    """Read "[Omar Haddad] Inquiry about …" where a line of the mail is that name and no more."""
    for found in _BRACKETS.finditer(subject[:300]):
        if found[1].strip() in lines and " " in found[1].strip() and named_whole(found[1]):
            return clean(found[1])
    return ""
