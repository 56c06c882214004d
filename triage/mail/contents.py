"""What the walk through a mail's parts gathers: the letter's texts, attachments, mails within."""

from __future__ import annotations

from dataclasses import dataclass, field

from triage.mail.message import Attachment, DeliveryReport

TEXT_CAP = 400_000  # code points; the longest honest thread we met had 120,000
OPENED_CAP = 3  # signatures, pieces, files of Outlook's: one in another is rare, each may take 1 s
READ_CAP = 1024 * 1024  # bytes of texts, from which on no further one is read


@dataclass(slots=True)
class Contents:
    """What the walk has gathered; grows while it runs."""

    texts: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)  # text attachments: the letter if there is none
    boxes: list[str] = field(default_factory=list)  # words that a page sets off, without blanks
    invitations: list[str] = field(default_factory=list)  # the letter if there is no other at all
    answered: bool = False  # an invitation: a guest's yes or no
    attachments: list[Attachment] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)  # embedded mails as they came
    held: dict[bytes, memoryview] = field(default_factory=dict)  # mark → content held back
    compared: int = 0  # texts of one letter twice; each comparison costs a millisecond
    recovered: int = 0  # multiparts whose boundary had to be guessed
    opened: int = 0  # signatures and files that held more parts
    read: int = 0  # bytes of texts
    report: DeliveryReport | None = None
    defects: list[str] = field(default_factory=list)

    def may_read(self, size: int) -> bool:
        """Tell whether one more text is read: hundreds, each within its own caps, take minutes."""
        if self.read >= READ_CAP:
            self.defects.append(f"over {READ_CAP // 1024} kB of texts: the others are not read")
            return False
        self.read += min(size, READ_CAP // 2)  # one with a pasted picture leaves room for another
        return True

    def may_open(self) -> bool:
        """Tell whether one more part is opened that may hold others, and count it."""
        self.opened += 1
        if self.opened > OPENED_CAP:
            self.defects.append(f"over {OPENED_CAP} parts that hold others: the rest is not opened")
        return self.opened <= OPENED_CAP

    def text(self) -> str:
        """Return the letter: every text part in order, else the first text attachment."""
        texts = [text for text in self.texts if text.strip()]
        texts = texts or [text for text in self.spare if text.strip()][:1] or self.invitations[:1]
        joined = "\n\n".join(text.strip("\n") for text in texts).strip()
        if len(joined) > TEXT_CAP:
            self.defects.append(f"text over {TEXT_CAP} characters cut")
        return joined[:TEXT_CAP].rstrip()
