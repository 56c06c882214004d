"""Tells whether two texts of a mail are one letter twice, and which of them to read.

The trap: a plain text beside HTML may be a mere "view this in HTML", or the first lines only.
"""

from __future__ import annotations

import re
from itertools import pairwise

_READ = 50_000  # characters compared
_LINK = re.compile(r"\(?<?https?://[^\s<>()]{1,300}>?\)?")
# "> From: Anna Berg <anna@a.example>", as a mail program heads what it forwards
_HEADED = re.compile(
    r"[> \t]{0,20}([^:：<>@]{1,30}[:：][ \t]*[^:：<>@]{1,60}?)[ \t]+"
    r"(<[^\s<>@]{1,64}@[^\s<>@]{1,200}>)"
)
_SEAMS = 60  # places where a line ends that are looked at
_SEAM = 12  # characters on each side of such a place
_WORD = re.compile(r"[^\W\d_]{3,}")
_EAST_ASIAN = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_equal_or_better(plain: str, rich: str) -> bool:
    """Tell whether a plain text says what its HTML twin says: shared words, and not too few."""
    if not plain or not rich:
        return bool(plain)
    said, meant = _words(plain), _words(rich)
    if not meant:
        return True
    shared = len(said & meant)
    return shared * 2 >= len(said) and len(said) * 10 >= len(meant) * 3


def is_run_together(plain: str, rich: str) -> bool:
    """Tell a plain text that lost the line ends its HTML twin has: "by the 9thSent from my Galaxy".

    What the plain text says besides is nowhere else, so then it is read all the same.
    """
    if len("".join(_LINK.sub("", plain).split())) * 10 > len("".join(rich.split())) * 11:
        return False
    lines = [line.strip() for line in rich[:_READ].split("\n")]
    filled = [line for line in lines if line][: _SEAMS + 1]
    plain = plain[:_READ]
    seams = [(above[-_SEAM:], below[:_SEAM]) for above, below in pairwise(filled)]
    glued = sum(above + below in plain for above, below in seams)
    kept = "\n".join(line.strip("> \t") for line in plain.split("\n") if line.strip("> \t"))
    return glued > sum(f"{above}\n{below}" in kept for above, below in seams)


def _words(text: str) -> set[str]:
    """Return the words of a text without links; single characters where words are not set apart."""
    text = _LINK.sub(" ", text[:_READ]).lower()
    return set(_WORD.findall(_EAST_ASIAN.sub(" ", text))) | set(_EAST_ASIAN.findall(text))


def is_twin(text: str, other: str) -> bool:
    """Tell whether two parts are one letter twice, once plain and once as HTML."""
    words, others = _words(text), _words(other)
    return bool(words) and len(words & others) * 10 >= 9 * len(words | others)


def with_addresses(plain: str, rich: str) -> str:
    """Add to header lines of a plain text the addresses that stand only in its HTML twin's links.

    Foxmail and Outlook show "From: Anna Berg" and keep her address in the link behind the name.
    """
    headed = (_HEADED.fullmatch(line.strip()) for line in rich[:_READ].split("\n"))
    known = {_bare(found[1]): found[2] for found in headed if found}
    if not known:
        return plain
    return "\n".join(
        f"{line.rstrip()} {known[_bare(line)]}" if _bare(line) in known else line
        for line in plain.split("\n")
    )


def _bare(line: str) -> str:
    return "".join(line.replace(">", "").split())
