"""What a platform puts right around a buyer's words in their place: "Dear our_account," above, and
who wrote below: "- dainora77", "Question from VALE.ROSSO88".

The trap: buyers greet and sign as well. So a greeting only goes where the platform shows the words
once more without it, or signs below them; and a line below only if it is nothing but that.
"""

from __future__ import annotations

from triage.mail.carriers import Carrier
from triage.mail.name_shapes import byline_name, clean, named_whole
from triage.mail.placed_names import is_account
from triage.mail.rules import load, phrases, spelt
from triage.mail.wording import key
from triage.mail.wrapper_lines import LineKind, is_stamp, kind_of

_FROM = phrases(spelt(load("buyers")["names"]["after"]), whole=True)
_DASHES = "-–—~"
_ACCOUNT = frozenset("_.*0123456789")
_LONGEST = 80
_ECHO = 12  # characters by which words shown twice are known
_ECHO_CAP = 40
_NOBODY = Carrier()
_ROWS_ABOVE = 6
_ABOVE = (LineKind.FIELD, LineKind.GREETING, LineKind.BLANK)
_NAME_WORDS = 4
_MARKS = " *_>-•"


def without_byline(words: str) -> str:
    """Return the words without a last line that only says whose they are: "Pregunta de ANA_R"."""
    above, _, last = words.rstrip().rpartition("\n")
    # A sentence may end so: it must be a paragraph of its own.
    if not above.endswith("\n"):
        return words
    said = _FROM.start(key(last)) if len(last) <= _LONGEST else ""
    rest = last.strip()[len(said) :].strip(" :：")
    told = said and named_whole(rest) and clean(rest) and not rest.endswith((".", "!", "?"))
    told = told or is_account(last.strip())
    return above.rstrip() if told and above.strip() else words


def without_heading(words: str, name: str) -> str:
    """Return the words without the name and the time that a chat shows above them.

    `name`: what the platform calls the buyer, as a `key`.
    """
    words = below_speaker(words, name)
    first, _, rest = words.strip().partition("\n")
    if byline_name(first) and rest.strip():
        return rest.strip()  # "Rizky Maulana • 11 Nov 2026, 12:54"
    if not name or key(first) != name or not rest.strip():
        return words
    stamp, _, below = rest.strip().partition("\n")
    return below.strip() if is_stamp(stamp) and below.strip() else words


def below_speaker(words: str, name: str) -> str:
    """Return the words without who speaks in front of them: "Julien :", "Joon Y.: is it new?".

    `name`: what the platform calls the buyer, as a `key`. A greeting or the item's rows may stand
    above it.
    """
    lines = words.strip().split("\n")
    for at, line in enumerate(lines[:_ROWS_ABOVE]):
        head, colon, said = line.strip().replace("：", ":", 1).partition(":")
        called = key(head.strip(_MARKS))
        theirs = colon and called and (called == name or name.startswith(f"{called} "))
        theirs = theirs or (bool(colon and name) and called.startswith(f"{name} "))
        if theirs and len(called.split()) <= _NAME_WORDS:
            return "\n".join([said.strip(), *lines[at + 1 :]]).strip() or words
        if kind_of(line, _NOBODY) not in _ABOVE:
            break
    return words


def without_frame(words: str, text: str, name: str) -> str:
    """Return the words without the greeting and the name that the platform put around them.

    `text`: the whole mail. `name`: what the platform calls the buyer.
    """
    words = below_speaker(words, key(name))
    lines = words.strip().split("\n")
    signed = len(lines) > 1 and _is_signed(lines[-1], name)
    lines = lines[:-1] if signed else lines
    below = next((line for line in lines[1:] if line.strip()), "")
    first = lines[0]
    if not below or lines[1].strip() or kind_of(first, _NOBODY) is not LineKind.GREETING:
        return "\n".join(lines).strip() if signed else words
    head = key(text[: max(text.find(first), 0)], len(text))
    again = key(below)[:_ECHO_CAP]
    echoed = len(again) >= _ECHO and again in head and key(first).strip(",!: ") not in head
    theirs = echoed or (signed and _is_account(first.split()[-1]))
    kept = lines[1:] if theirs else lines
    return "\n".join(kept).strip() if theirs or signed else words


def _is_signed(line: str, name: str) -> bool:
    """Tell "- dainora77", the buyer's name behind a dash."""
    text = line.strip()
    called = key(name)
    return bool(called) and text[:1] in _DASHES and key(text.lstrip(_DASHES)) == called


def _is_account(word: str) -> bool:
    """Tell a word that no person is called: "lindenhof_lanterns,"."""
    return not _ACCOUNT.isdisjoint(word.strip(" ,;:!.，"))
