"""Finds an answer below a mail that was quoted whole and without marks, or between marked lines.

The trap: most such mails were sent empty, or forward something, so an answer is only what follows
the quoted letter's closing formula and card.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.cards import is_card_line
from triage.mail.footers import is_footer, is_notice, is_plea_for_trees, is_scanner_line
from triage.mail.header_block import header_block_at
from triage.mail.signatures import says_something, signs_off
from triage.mail.wording import key

_CONTACT = re.compile(r"@|https?:|www\.|\+?\d[\d ()/-]{6,20}\d")
_QUOTED = re.compile(r"[ \t]{0,3}>")
_NAME_CAP = 120
_NAMED = 8  # words of a line that ends a letter with its writer's name
_CARD = 6  # lines of a signature's paragraph


def answer_below(lines: Sequence[str], begin: int, sender: str = "") -> int | None:
    """Return where an answer begins in what stands below a heading that ends before `begin`.

    `sender`: who wrote what is quoted, by the heading; their name may end the letter alone.
    """
    paragraphs = _paragraphs(lines, begin)
    closed = [
        nth for nth, each in enumerate(paragraphs) if any(signs_off(lines[at]) for at in each)
    ]
    named = [nth for nth, each in enumerate(paragraphs) if nth and _names(lines, each, sender)]
    closed = closed or named[-1:]
    for nth in closed:
        rest = paragraphs[nth + 1 :]
        if signs_off(lines[paragraphs[nth][-1]]) and "," not in lines[paragraphs[nth][-1]][:-1]:
            # The name stands in the next paragraph.
            rest = rest[1:] if rest and _is_card(lines, rest[0]) else rest
        while rest and _belongs_to_card(lines, rest[0]):
            rest = rest[1:]
        if rest and says_something(" ".join(lines[at] for each in rest for at in each)):
            return rest[0][0]
    return None


def _names(lines: Sequence[str], paragraph: list[int], sender: str) -> bool:
    """Tell "Élise, Lindenhof & Lanterns" alone below the letter of "Lindenhof & Lanterns"."""
    said = key(lines[paragraph[0]])
    alone = len(paragraph) <= 2 and len(said.split()) <= _NAMED and said[-1:] not in ".!?,:"
    return bool(sender) and alone and sender in said


def quoted_sender(lines: Sequence[str], seen: int) -> str:
    """Return, as a `key`, the name in front of the address in the last heading's From."""
    blocks = [block for at in range(seen) if (block := header_block_at(lines, at))]
    name = re.split(r"[<\[(]", blocks[-1].fields["from"])[0] if blocks else ""
    return "" if "@" in name else key(name.strip(" \"'*")[:_NAME_CAP])


def answers_between(lines: Sequence[str], begin: int) -> bool:
    """Tell an answer that begins right below a heading and goes on between marked lines.

    Becky sets the heading above all. The last marked lines alone may be a quote's own.
    """
    marked = [bool(_QUOTED.match(line)) for line in lines[begin:] if line.strip()]
    if True not in marked or marked[0]:
        return False
    return False in marked[marked.index(True) :]


def heads_answers(lines: Sequence[str], first: int, last: int) -> bool:
    """Tell a heading above all, right below which its answer to the marked lines begins."""
    above = any(line.strip() for line in lines[:first])
    begun = any(line.strip() for line in lines[last + 1 : last + 2])
    return not above and begun and answers_between(lines, last + 1)


def _paragraphs(lines: Sequence[str], begin: int) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for at in range(begin, len(lines)):
        if lines[at].strip():
            found[-1].append(at)
        elif found[-1]:
            found.append([])
    return [each for each in found if each]


def _is_card(lines: Sequence[str], paragraph: list[int]) -> bool:
    return len(paragraph) <= _CARD and all(
        is_card_line(lines[at]) and len(lines[at].split()) <= 5 for at in paragraph
    )


def _belongs_to_card(lines: Sequence[str], paragraph: list[int]) -> bool:
    """Tell contacts, footers and small print below a letter."""
    text = " ".join(lines[at] for at in paragraph)
    if is_notice(text) or is_scanner_line(text) or is_plea_for_trees(text):
        return True
    if all(is_footer(lines[at]) or not lines[at].strip(" -_=*") for at in paragraph):
        return True
    return _is_card(lines, paragraph) and any(_CONTACT.search(lines[at][:200]) for at in paragraph)
