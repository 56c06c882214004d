"""Whom a platform's mail greets: its reader, our own account, and never the buyer it tells of.

The trap: "Hi Ana Ruiz sent you a message" greets nobody by that name; the greeting must end there.
"""

from __future__ import annotations

from collections.abc import Sequence

from triage.mail.rules import load, phrases
from triage.mail.wording import key

_GREETINGS = phrases(load("buyers")["wrapper"]["greeting"], whole=True)
_GREETED_WITHIN = 5  # lines from the top
_LINE = 80
_ENDS = " ,;:!.。！，、：👋"
_CLOSES = (",", ":", "，", "：")
_JOINED = ("&", "+")


def is_addressed(name: str, lines: Sequence[str]) -> bool:
    """Tell the name that ends, or begins, what a greeting in the first lines calls its reader."""
    said = key(name)
    for line in lines[:_GREETED_WITHIN]:
        text = key(line) if len(line) <= _LINE else ""
        greeting = _GREETINGS.start(text)
        called = text[len(greeting) :].strip(_ENDS) if greeting else ""
        # "Dear Lindenhof and Kylie" greets two.
        one = called and not any(sign in called.split() for sign in _JOINED)
        # "Hi Ana sent you a message" ends in no comma.
        begins = line.rstrip().endswith(_CLOSES) and called.startswith(f"{said} ")
        if said and one and (called == said or begins):
            return True
    return False
