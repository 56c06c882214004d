"""Whether somebody surely speaks of themselves, whatever the language.

The trap: short pronouns are other words in the next language: "je" is French "I" and Slavic "is".
"""

from __future__ import annotations

import re

from triage.mail.matter import speaks_of_self
from triage.mail.wording import key_of_word

_OWN_SHORT = frozenset(("я", "ik", "yo", "io", "eu", "ja", "én", "aš", "az", "аз"))
_FRENCH = frozenset(("vous", "sur", "les", "des", "chez", "votre", "une", "le", "ai", "suis"))
_ELSE = frozenset(("man", "min", "mina", "mes", "mis", "mine", "ben", "sam", "moj", "som", "sem"))
# Korean glues endings on, and these begin and end many another word: "이내", "제품".
_HANGUL = re.compile("[\uac00-\ud7af]")
_KOREAN = frozenset(("저", "저는", "저도", "제", "제가", "제게", "저희", "나는", "내가", "내"))
_WRITTEN = re.compile(r"(?<!\w)(?:I|me|my|moi)(?!\w)")  # a Croatian "and" is small


def surely_writes(written: str, prose: str | None = None) -> bool:
    """Tell the same of a text as it was written, where capitals count.

    `prose`: what of it may be somebody's words, if not all.
    """
    said = written if prose is None else prose
    return bool(_WRITTEN.search(written)) or surely_speaks(said)


def surely_speaks(text: str) -> bool:
    """Tell a text in which somebody surely speaks of themselves."""
    words = [key_of_word(word) for word in text.split()]
    if "je" in words and not _FRENCH.isdisjoint(words):
        return True
    words = [word for word in words if not _HANGUL.search(word) or word in _KOREAN]
    plain = (w for w in words if (len(w) > 2 and w not in _ELSE) or w in (_OWN_SHORT | _KOREAN))
    return bool(speaks_of_self(" ".join(plain)))
