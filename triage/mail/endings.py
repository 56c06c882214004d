"""The last lines of a letter that its writer did not type: a mail program's or provider's own line,
its link, a bare rule.

They are told by build, in any language: alone at the end, short, asking nothing, naming a program
that sends mail. The trap: people name their provider too ("write to my Gmail"), so the line must
also speak of sending, an app or safety, or link to the provider.
"""

from __future__ import annotations

import re

from triage.mail.footers import address_only
from triage.mail.matter import speaks_of_self, topic
from triage.mail.wording import WORDING, key

_ROUNDS = 5  # a link, a provider's line, a rule above it …
_LINES = 3  # of a provider's line
_LONGEST = 160  # characters of it, without links
_WORDS = 14  # of it where it has no link
_NAMES = 12  # of them in all
_NAMED = 4  # words of a program's name ahead of its slogan
_PRAISES = 3  # what the slogan counts up
_PRAISE = 3  # words of each: "y conquista"
_COLON = re.compile(r"\s?[:：]\s?|\s[-–—|]\s")
_COMMA = re.compile(r"[,;.!、，。；،！]|(?<=\w)\s(?:&|et|und|and|y|e|en|och|og|i|ve)\s")
_RULE = re.compile(r"[-—_=*~─━＝・+#. ]{4,90}")
_DRAWN = re.compile(r"([-—_=*~─━＝・+#.])[ ]?\1[ ]?\1")
_LINK = re.compile(r"(?:https?://|www\.)([^\s<>()\[\]/?#]{1,200})([^\s<>()\[\]]{0,500})")
# Where people lay the pictures they link to
_STORAGE = re.compile(r"^(?:c|disk|cloud|drive|photos?|fotos?|files?|share|mybox|yadi)\.")
_ADDRESS = re.compile(r"[^\s@]@[^\s@]")
_NUMBER = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]{4,30}")
# What mailers call themselves besides their name
_COMMON = frozenset(
    {"mail", "mailer", "webmail", "email", "http", "https", "mobile", "android", "version"}
    | {"client", "apache", "javamail", "smtp", "phone", "windows", "microsoft", "apple", "google"}
    | {"localhost", "local", "server", "host", "prod", "example", "gmail", "outlook", "iphone"}
)


def program_names(*values: str) -> frozenset[str]:
    """Return the names in X-Mailer, User-Agent and the host of a Message-ID, folded."""
    found = [word for value in values for word in _WORD.findall(key(value[:200]))]
    return frozenset([word for word in found if word not in _COMMON][:_NAMES])


def mark_endings(
    lines: list[str], marks: list[str], begin: int, end: int, programs: frozenset[str]
) -> None:
    """Mark "s" what mail programs and providers wrote at the end of a run of lines."""
    for _ in range(_ROUNDS):
        paragraph = _last_paragraph(lines, marks, begin, end)
        if not paragraph:
            return
        last = paragraph[-1]
        if is_drawn(lines[last]) or _belongs_above(lines, marks, last, begin):
            marks[last] = "s"
            continue
        texts = [lines[at] for at in paragraph]
        ruled = is_drawn(texts[0])
        stands_alone = paragraph[0] > begin or ruled
        if not stands_alone or not _is_program(texts[ruled:], programs, ruled=ruled):
            return
        for at in paragraph:
            marks[at] = "s"


def is_drawn(line: str) -> bool:
    """Tell a rule, or the "--" above a signature."""
    text = line.strip()
    return text in ("--", "—") or (
        _RULE.fullmatch(text) is not None and _DRAWN.match(text) is not None
    )


def _last_paragraph(lines: list[str], marks: list[str], begin: int, end: int) -> list[int]:
    """Return the last lines not yet marked, up to a blank line or a rule above them."""
    at = end - 1
    while at >= begin and (marks[at] or not lines[at].strip()):
        at -= 1
    found: list[int] = []
    while at >= begin and not marks[at] and lines[at].strip() and len(found) <= _LINES + 1:
        found.insert(0, at)
        if len(found) > 1 and is_drawn(lines[at]):
            break
        at -= 1
    return found


def _belongs_above(lines: list[str], marks: list[str], at: int, begin: int) -> bool:
    """Tell a link alone right below a footer."""
    above = next((each for each in range(at - 1, begin - 1, -1) if lines[each].strip()), begin)
    return above < at and at - above <= 2 and marks[above] == "s" and address_only(lines[at])


def _is_program(texts: list[str], programs: frozenset[str], *, ruled: bool) -> bool:
    """Tell the line in which a mail program or provider speaks of itself."""
    if not 0 < len(texts) <= _LINES or any(len(text) > 4 * _LONGEST for text in texts):
        return False
    joined = key(" ".join(texts), 8 * _LONGEST)
    text = _LINK.sub(" ", joined)
    if len(text) > _LONGEST or "?" in text or _ADDRESS.search(text) or _NUMBER.search(text):
        return False
    if topic(text):
        return False
    if _is_slogan(text):
        return True
    links = [(found[1], found[2]) for found in _LINK.finditer(joined)]
    if any(_STORAGE.match(host) for host, _ in links):
        return False
    # "I sent it by Yahoo" is the writer's; what a program says of itself says "my" at most.
    spoken = WORDING.app.search(text) is not None or any(word in text for word in WORDING.sent)
    if any(
        WORDING.providers.search(host) and (ruled or spoken or not path.strip("/"))
        for host, path in links
    ):
        return True
    if links and not programs.isdisjoint(_WORD.findall(text)):
        return True
    if len(text.split()) > _WORDS or not _names_one(text, programs):
        return False
    return ruled or bool(links) or (spoken and not speaks_of_self(text))


def _is_slogan(text: str) -> bool:
    """Tell "Yahoo Mail: Search, Organize, Conquer": a name, and praise counted up."""
    named, _, said = _COLON.sub(":", text).partition(":")
    mailer = WORDING.providers.search(named) and WORDING.mail_itself.search(named)
    if not mailer or len(named.split()) > _NAMED:
        return False
    if speaks_of_self(text) or any(map(str.isdigit, said)):
        return False
    words = [word.strip() for word in _COMMA.split(said) if word.strip()]
    return len(words) >= _PRAISES and all(len(word.split()) <= _PRAISE for word in words)


def _names_one(text: str, programs: frozenset[str]) -> bool:
    if WORDING.providers.search(text):
        return True
    return any(word in programs for word in _WORD.findall(text))
