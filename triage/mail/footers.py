"""Lines that programs put below a letter: phone footers, virus scanners, notices, pleas for trees.

The trap: the same words stand in complaints ("Sent from your shop was an iPhone case"), so whatever
is not a known wording must stand alone, be short and lie at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from triage.mail.first_person import surely_writes
from triage.mail.matter import topics_in
from triage.mail.wording import WORDING, bare, key

_LONGEST = 120  # of a footer without its links
_NOTICE_CAP = 1500  # code points of a paragraph that are read for a confidentiality notice
_SHORTEST_NOTICE = 80
_SENTENCE = 12  # a head shorter than this is part of the footer's own wording
_SHORTEST_SIGNED = 50  # below a card, where Persian and Hindi need fewer
_SMALL_PRINT = 2  # words of secrecy or law below a card
_REGISTER = 2  # words of the register of companies below a card
_PLAIN = 260  # characters of a notice of one sentence or two
_SHORTEST_DENSE = 30  # in Chinese, Japanese and Korean
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LINK = re.compile(r"<?https?://[^\s<>]{1,300}>?|<[^<>\s]{1,300}>|\(https?://[^\s()]{1,300}\)")
# Glued to Chinese and Japanese words, and with endings: "iOS版Outlook", "Androidhoz"
_OUTLOOK = re.compile(
    r"(?<![a-z])outlook(?![a-z]).{0,60}(?<![a-z])(?:ios|android)"
    r"|(?<![a-z])(?:ios|android).{0,60}(?<![a-z])outlook(?![a-z])"
)
_APP_LINK = re.compile(r"https://(?:aka\.ms|go\.onelink\.me|outlook\.com)/")  # Outlook's footers
_PROTON = re.compile(r"(?<!\w)proton ?mail")
_SENT = tuple(map(bare, WORDING.sent))
_AFTERTHOUGHT = re.compile(
    r"p\.? ?s\b|n\.? ?b\b|п\.? ?с\b|з\.? ?ы\b|υ\.? ?γ\b|p\.? ?d\.|追伸|又及|추신|ps[:：]"
)
_SEAMS = 3  # within a footer of a line that are tried
# Where a footer may be glued on: behind a sentence, or at the capital within "dank jeVerzonden"
_SEAM = re.compile(
    r"(?<=[.!?。！？…؟)])(?=[^\W\d_a-zß-ÿа-я]|iP)|(?<=[a-zß-ÿā-žа-яёіїα-ώ]{2})(?=[A-ZÀ-ÞŚŞА-ЯЁІΑ-Ω])"
)
_BLANK_SEAM = re.compile(r"(?<=[.!?。！？…؟)])\s{0,2}(?=[^\W\d_a-zß-ÿа-я]|iP)")
# Outlook and Gmail; Apple and others only name the file.
_PICTURE = re.compile(
    r"\[(?:cid|image) ?: ?[^\[\]]{1,100}\]"
    r"|[<\[][^\s<>\[\]/]{1,80}\.(?:png|jpe?g|gif|bmp|heic|webp)[>\]]",
    re.IGNORECASE,
)
_BELOW_CARD = (WORDING.small_print, WORDING.open_records, WORDING.virus)
_STOPS = (".", "!", "?", ":", ",", ";", "…")
_NUMBER = re.compile(r"\d{4}")


def is_footer(line: str) -> bool:
    """Tell "Sent from my iPhone" and its like in any language."""
    text = _bare(line)
    if not 3 < len(text) <= _LONGEST:
        return False
    linked = _APP_LINK.search(line[:400]) and _OUTLOOK.search(text)
    return bool(linked) or WORDING.footers.fullmatch(bare(text)) is not None


def is_picture(line: str) -> bool:
    """Tell what stands for a picture in plain text: "[cid:image001.png@01DC]", "[image: a.jpg]"."""
    return _PICTURE.fullmatch(line.strip()[:_LONGEST]) is not None


def glued_footer(line: str, *, headed: bool = False) -> int:
    """Return where a footer begins that was run together with the words before it, 0 if none is.

    Phones drop the line end when they make plain text of a letter: "Thank you!Sent from my Galaxy".
    `headed`: the head of a quote follows, so a blank may stand between.
    """
    seam_of = _BLANK_SEAM if headed else _SEAM
    seams = [seam.end() for seam in seam_of.finditer(line, max(len(line) - _LONGEST, 1))]
    for at in seams[-_SEAMS:]:
        if is_footer(line[at:]):
            # "Yahoo!メール" and "ProtonMail" have such a seam within.
            named = at < _SENTENCE and (line[at - 1] == "!" or line[at - 1].isalpha())
            return 0 if named and is_footer(line) else at
    return 0


def is_likely_footer(line: str) -> bool:
    """Tell a footer by its build; ask only for a short line that stands alone at the end."""
    text = _bare(line)
    if not 3 < len(text) <= _LONGEST or text.endswith(("?", "!")) or _NUMBER.search(text):
        return False
    words = text.count(" ") + 1
    if words > 12:
        return False
    if _OUTLOOK.search(text):
        return words <= 9
    said = bare(text)
    sent = said.rstrip(".。").endswith(_SENT) or said.startswith(_SENT)
    if sent and "," not in text and (WORDING.devices.search(text) or _PROTON.search(text)):
        return True
    return words <= 2 and WORDING.antivirus.search(text) is not None and "." in text


def is_scanner_line(paragraph: str) -> bool:
    """Tell the line of a virus scanner: its name beside the word virus, and little else."""
    text = key(_LINK.sub(" ", paragraph[:600]), 600)
    return (
        len(text) <= 260
        and "?" not in text
        and WORDING.antivirus.search(text) is not None
        and WORDING.virus.search(text) is not None
    )


def is_plea_for_trees(paragraph: str) -> bool:
    """Tell "Please consider the environment before printing this mail"."""
    text = key(paragraph[:300])
    if len(text) > 260 or not (WORDING.printing.search(text) and WORDING.nature.search(text)):
        return False
    return any(mail.search(text) for _, mail in WORDING.disclaimer)


def is_notice(paragraph: str, *, more: bool = False, signed: bool = False) -> bool:
    """Tell a confidentiality notice: of one language, a word for mail and two of secrecy.

    `more`: it stands below one already, where one word will do. `signed`: it stands below a name or
    card, where nobody asks for data to be deleted and words of law and of any language count.
    """
    text = key(paragraph[:_NOTICE_CAP], _NOTICE_CAP)
    if signed and _is_plain_notice(paragraph):
        return True
    least = _SHORTEST_SIGNED if signed else _SHORTEST_NOTICE
    if len(text) < (min(least, _SHORTEST_DENSE) if _DENSE.search(text[:200]) else least):
        return False
    # Nobody asks anything in a notice.
    if text.endswith(("?", "？", "؟")):
        return False
    if signed and _is_small_print(text, more=more):
        return True
    return any(
        mail.search(text) and len({found[:5] for found in secret.findall(text)}) >= 2 - more
        for secret, mail in WORDING.disclaimer
    )


def _is_small_print(text: str, *, more: bool = False) -> bool:
    # What follows a letter's close may be the writer's afterthought, of their parcel.
    if not may_be_printed_below(text):
        return False
    if len(set(WORDING.register.findall(text))) >= _REGISTER:
        return True
    found = {word[:5] for word in WORDING.small_print.findall(text)}
    # Warnings of fraud stand below the notice, and need not speak of the mail.
    of_mail = more or WORDING.mail_itself.search(text) is not None
    return len(found) >= _SMALL_PRINT and of_mail


def _is_plain_notice(paragraph: str) -> bool:
    """Tell one sentence below a card in which the mail says of itself what no letter does.

    That it and what it encloses are secret, that an office must show it to all, that no virus was
    found, and where a firm tells how it keeps data or who answers for it.
    """
    text = key(paragraph[:_NOTICE_CAP], _NOTICE_CAP)
    said = _LINK.sub(" ", text)
    if len(said) > _PLAIN or surely_writes(paragraph, said):
        return False
    if not may_be_printed_below(said):
        return False
    if len(said) <= _LONGEST and WORDING.privacy.search(said):
        linked = said != text
        if linked or WORDING.controllers.search(said):
            return True
    if WORDING.mail_itself.search(said) is None:
        return False
    if WORDING.open_records.search(said):
        return True
    sealed = WORDING.enclosures.search(said) and WORDING.small_print.search(said)
    return bool(sealed or (WORDING.virus.search(said) and WORDING.checked.search(said)))


def may_be_printed_below(paragraph: str) -> bool:
    """Tell a paragraph that is no question, no afterthought, and turns on nothing of a shop's."""
    text = key(paragraph[:_NOTICE_CAP], _NOTICE_CAP)
    asks = any(mark in text for mark in "?？؟")
    # "This mail and any attachments": these stand in every second notice.
    turns_on = [word for word in topics_in(text) if not WORDING.enclosures.search(word)]
    return not (asks or _AFTERTHOUGHT.match(text) or turns_on)


def _names_secrecy(line: str, *, signed: bool) -> bool:
    """Tell whether a line holds words of a confidentiality notice."""
    text = key(line)
    if signed and any(one.search(text) for one in _BELOW_CARD):
        return True
    return any(secret.search(text) for secret, _ in WORDING.disclaimer)


def address_only(line: str) -> bool:
    """Tell a line that is nothing but a link."""
    text = line.strip()
    plain = text.count(" ") == 0 and text.casefold().startswith(("www.", "http://", "https://"))
    return bool(text) and (plain or not _bare(text))


def first_of_notice(lines: Sequence[str], *, signed: bool = False) -> int:
    """Return where in a paragraph the notice begins: its first word of secrecy, or a rule above."""
    named = (at for at, line in enumerate(lines) if _names_secrecy(line, signed=signed))
    first = next(named, 0)
    # Wrapped, its first sentence began further up: this line goes on in small letters.
    while first and _goes_on(lines[first - 1], lines[first]):
        first -= 1
    return 0 if all(not line.strip(" -_=*~#") for line in lines[:first]) else first


def _goes_on(above: str, line: str) -> bool:
    """Tell whether a sentence runs on from the line above."""
    start = line.lstrip(" *_|(\"'«„“")[:1]
    return start.islower() and bool(above.strip()) and not above.rstrip().endswith(_STOPS)


def _bare(line: str) -> str:
    """Return a line as its wording is compared, without links and the marks around it."""
    if len(line) > 400:
        return ""
    return key(_LINK.sub(" ", line)).strip(" -–—_*|•[]()")
