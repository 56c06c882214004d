"""Forms that set their questions as titles, "** Företag **", with the answer below each.

The trap: visitors set words in stars too; one title must stand above an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from triage.mail.visitors import ADDRESS

_TITLE = re.compile(r"[ \t]{0,4}(\*{1,2}|__)[ \t]?([^*_\s][^*\n]{0,120}?)[ \t]?\1:?[ \t]{0,4}")
_SHORTEST = 30  # characters of an answer that may be the message


def under_titles(text: str, field_of: Callable[[str], str | None]) -> str:
    """Return a form's text with its titles as labels; other text is returned as it is.

    Questions nobody listed are dropped with their answers, but for the longest of them where no
    title is known to head the message.
    """
    lines = text.split("\n")
    titles = {n: found[2] for n, line in enumerate(lines) if (found := _TITLE.fullmatch(line))}
    if len(titles) < 2:
        return text
    starts = sorted(titles)
    ends = [*starts[1:], len(lines)]
    blocks = {n: lines[n + 1 : end] for n, end in zip(starts, ends, strict=True)}
    answers = {n: "\n".join(block).strip() for n, block in blocks.items()}
    if not any(ADDRESS.fullmatch(answer) for answer in answers.values()):
        return text
    fields = {n: field_of(title) for n, title in titles.items()}
    if "message" not in fields.values():
        unknown = {n: len(answers[n].split("\n\n")[0]) for n in starts if fields[n] is None}
        longest = max(unknown, key=lambda n: unknown[n], default=-1)
        if longest >= 0 and unknown[longest] >= _SHORTEST:
            fields[longest] = "message"
    kept = lines[: starts[0]]
    for n in starts:
        named = "message:" if fields[n] == "message" else f"{titles[n]}:"
        kept += [named, *blocks[n]] if fields[n] else []
    return "\n".join(kept)
