"""What a mail program writes in its user's name: a guest's yes or no, a mail called back.

The trap: guests add words of their own. Only a mail that speaks of its sender by name, as no person
does of themselves, and of nothing else, is the program's.
"""

from __future__ import annotations

from triage.mail.marks import ASKS, LINK
from triage.mail.matter import phrase_of_matter
from triage.mail.message import Mail
from triage.mail.reasons import Sign
from triage.mail.rules import shown
from triage.mail.stems import bare, concepts
from triage.mail.wording import key

_GUEST = concepts("desks")["guest"]
_LOOKED_AT = 700  # characters
_LINE = 200
_COLONS = (":", "：")
_COMMAS = ",;.!，。、"


def guest_answer(mail: Mail) -> list[Sign]:
    """Look for "NAME has accepted this invitation" and "NAME would like to recall the message"."""
    body = mail.own_words or mail.text
    line = next((line.strip() for line in body.splitlines() if line.strip()), "")
    if len(line) > _LINE or line.endswith(_COLONS) or ASKS.search(LINK.sub(" ", body)):
        return []
    if phrase_of_matter(body) or not _speaks_of_sender(line, mail):
        return []
    said = bare(key(line))
    about = bare(key(f"{mail.subject}\n{body}", _LOOKED_AT))
    answered = _GUEST["answers"].find(said) and _GUEST["meeting"].find(about)
    if not answered and not _GUEST["recalls"].find(said):
        return []
    return [Sign("guest_answer", f"Speaks of its sender: {shown(line)}", 5)]


def _speaks_of_sender(line: str, mail: Mail) -> bool:
    """Tell a line that begins with the sender's whole name or address and goes on with a verb."""
    # One name may be a word of a sentence, unless a calendar says whose answer it is.
    whole = len(mail.sender.name.split()) > 1 or mail.answers_invitation
    names = [mail.sender.name] if whole else []
    head, colon, _ = mail.subject.partition(":")
    if colon and _GUEST["answers"].find(bare(key(head))) and _is_alone(line, mail):
        # Some calendars call the guest by the first name alone.
        names.append(mail.sender.name.partition(" ")[0])
    for name in (*names, mail.sender.address):
        said, called = key(line), key(name)
        if called and said.startswith(called):
            rest = line.strip()[len(name) :].lstrip()
            return bool(rest) and rest[0] not in _COMMAS and not rest[0].isupper()
    return False


def _is_alone(line: str, mail: Mail) -> bool:
    """Tell a line beside which nothing is said, as guests say no word in such a mail."""
    return (mail.own_words or mail.text).strip() == line
