"""A chat that somebody copied into their mail: quote marks in it quote nothing of ours."""

from __future__ import annotations

import re

# "[10:02] Anna: hello" in a chat that was copied into the mail
_SPOKEN = re.compile(
    r"[\[(]?(?:\d{1,2}[:.]\d{2}[\])]?[ ,-]{0,3})?([^\W\d_][^:：<>@]{0,24})[:：] ?\S"
)


def is_chat(lines: list[str]) -> bool:
    """Tell a conversation pasted in: at least two speakers, and most lines have one."""
    filled = [line for line in lines if line.strip()]
    spoken = [found[1] for line in filled if (found := _SPOKEN.match(line[:80]))]
    takes_turns = 2 <= len(set(spoken)) < len(spoken)
    return takes_turns and len(spoken) * 2 >= len(filled)
