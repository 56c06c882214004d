"""What a form writes of the files that were sent along: "Upload a photo or video: pump.mp4".

The trap: visitors name files too ("I sent you a.pdf"), so the row must hold files and nothing else,
and its label must not speak of anybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.first_person import surely_speaks
from triage.mail.marks import LINK
from triage.mail.matter import speaks_of_self
from triage.mail.row_labels import split_label

_ENDS = re.compile(r"[,;|]|\s(?=https?:)")
_KINDS = (
    *("jpg", "jpeg", "png", "gif", "heic", "heif", "webp", "bmp", "tif", "tiff", "svg", "avif"),
    *("pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "pages", "zip"),
    *("mp4", "mov", "avi", "mkv", "webm", "m4v", "3gp", "mpg", "mpeg", "mp3", "m4a", "wav"),
)
# "IMG 0412.jpg (2.4 MB)", "https://forms.example/uploads/pump.mp4?dl=1"
_FILE = re.compile(
    rf"\S(?:[^\n<>]{{0,198}}\S)?\.(?:{'|'.join(_KINDS)})(?:\?\S{{1,200}})?",
    re.IGNORECASE,
)
_SIZE = re.compile(r" ?[(\[]?(?<!\d)\d[\d.,]{0,7} ?(?:[kmg]i?b|bytes?)(?!\w)[)\]]?", re.IGNORECASE)
_FEW = 3  # words of a label that need no closer look
_LABEL_WORDS = 9
_NAME_WORDS = 5  # of a file's name; more are a sentence's
_LONGEST = 20_000


def names_files(line: str) -> bool:
    """Tell a row of what was sent along: "Fotos: cajon1.jpg, factura.pdf"."""
    label, value = split_label(line[:_LONGEST]) or ("", "")
    return is_file_label(label) and _are_files(value)


def lists_files(lines: Sequence[str]) -> bool:
    """Tell a label that ends in a colon or stands alone, and nothing but files below it."""
    head = lines[0].strip().rstrip(":：*? ")
    below = all(_are_files(line.strip(" -*•\t")) for line in lines[1:])
    return len(lines) > 1 and below and is_file_label(head) and not head.endswith((".", "!", "?"))


def is_file_label(label: str) -> bool:
    """Tell what may head such a row: few words, or more in which nobody speaks of themselves."""
    words = len(label.split())
    if not 0 < words <= _LABEL_WORDS:
        return False
    return words <= _FEW or not (surely_speaks(label) or speaks_of_self(label))


def _are_files(value: str) -> bool:
    value = LINK.sub(_name_of_link, _SIZE.sub(" ", value))
    named = [each.strip(" <>()") for each in _ENDS.split(value) if each.strip(" <>()")]
    return bool(named) and all(
        _FILE.fullmatch(each[:400]) is not None and len(each.split()) <= _NAME_WORDS
        for each in named
    )


def _name_of_link(link: re.Match[str]) -> str:
    """Keep of a link what names a file; behind its label it says the same again."""
    path = link[0].strip("<>() ").partition("?")[0]
    return f" ,{path.rpartition('/')[2]} "
