"""Puts together a parcel's number written in blocks: "FedEx 7714 8820 3911", "SF162038 / 4771955".

The trap: a phone, an account or two orders stand in blocks as well, so blocks are one number only
where a carrier's letters say so, or its name beside them and its way of cutting them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from triage.understanding.numbers.context import Nearby, View
from triage.understanding.numbers.decoys import may_be_phone
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.labels import Label, Says
from triage.understanding.numbers.shapes import TrackingFit, is_proper_tracking, tracking_fits
from triage.understanding.numbers.tokens import Token

_PIECE = re.compile("[0-9A-Za-z]{1,24}")
_JOINT = re.compile(r"[ .-]| ?\n[> ]{0,3}")
_APPLIED = re.compile(r"\(00\) ?[0-9]{18}(?![0-9])")
_MOST_PIECES = 10
_MOST = 400  # pieces of one field that are looked at
_LONGEST = 40  # signs, joints included
_SHORTEST, _FEWEST = 10, 3  # digits of a number in blocks, and those that make a head a number's
_LONGEST_DIGITS = 26
_PHONES = 13  # digits no phone number has more of, its trunk 0 included
_HEAD = 4  # digits of a first block no carrier counts parcels with
_SERVICES = frozenset("ACELRSUV")  # with which the posts' numbers begin
_SUFFIX = re.compile("[0-9]{1,6}([A-Z]{2})")
_ANOTHERS = frozenset({Says.ORDER, Says.STEM, Says.OTHER})
_COUNTRY = 2  # letters that end a post's number
_PAIR = 2  # blocks
_REACH = 120  # characters in which a carrier is named
# "Auftragsnr. 0441 …" ends no sentence.
_END = re.compile(r"[!?。！？؟]|\.\s(?!\s{0,3}[0-9])|\n\s{0,20}\n")
_BLANK = re.compile(r"[\s.,:]{1,8}")
_BESIDE = re.compile(r"[\s,;:()\[\]/\"'「」『』（）。.-]{0,4}")


def wholes(view: View) -> Iterator[Token]:
    """Yield the numbers in blocks that are proven one; their blocks are nothing by themselves."""
    yield from _applied(view)
    pieces = list(_pieces(view.text))
    taken = 0
    for first, piece in enumerate(pieces):
        if piece.start() < taken or not _may_begin(pieces, first):
            continue
        for token in _windows(view.text, pieces, first):
            if _is_one(view, token):
                taken = token.end
                yield token
                break


def _applied(view: View) -> Iterator[Token]:
    """Yield a parcel's serial number as labels print it: "(00)3590…"."""
    for match in _APPLIED.finditer(view.text):
        yield Token(re.sub("[() ]", "", match.group()), *match.span(), joined=True, proven=True)


def _pieces(text: str) -> Iterator[re.Match[str]]:
    for count, match in enumerate(_PIECE.finditer(text)):
        if count >= _MOST:
            return
        yield match


def _may_begin(pieces: Sequence[re.Match[str]], first: int) -> bool:
    """Tell whether a block holds digits, or is letters with a block of digits behind."""
    head = pieces[first].group()
    if any(sign.isdigit() for sign in head):
        return True
    following = pieces[first + 1].group()[:1] if first + 1 < len(pieces) else ""
    return len(head) <= _HEAD and following.isdigit()


def _windows(text: str, pieces: Sequence[re.Match[str]], first: int) -> Iterator[Token]:
    start = pieces[first].start()
    if start and re.match(r"\w|[.+/]", text[start - 1]) and text[start - 1].isascii():
        return
    ends = []
    for before, piece in zip(pieces[first:], pieces[first + 1 :], strict=False):
        joint = text[before.end() : piece.start()]
        word = len(piece.group()) > _COUNTRY and piece.group().isalpha()
        if word or not _JOINT.fullmatch(joint) or piece.end() - start > _LONGEST:
            break
        ends.append(piece.end())
    for end in reversed(ends[: _MOST_PIECES - 1]):
        if not re.match(r"[./:][0-9A-Za-z]", text[end : end + 2]):
            number = re.sub("[ \n>-]", "", text[start:end]).upper()
            if len(number) < _SHORTEST:
                break
            yield Token(number, start, end, joined=True, proven=True)


def _is_one(view: View, token: Token) -> bool:
    if any(m.kind in {"link", "address"} for m in view.claims(token)):
        return False
    written = _PIECE.findall(view.text[token.start : token.end])
    if all(piece.isdigit() for piece in written):
        return _is_of_carrier(view, token, [len(piece) for piece in written])
    if len({piece.islower() for piece in written if any(s.isalpha() for s in piece)}) > 1:
        return False
    return _is_shaped(view, token, written)


def _is_shaped(view: View, token: Token, written: Sequence[str]) -> bool:
    """Tell whether a carrier's letters make one number of blocks that are too short alone."""
    fits = [fit for fit in tracking_fits(token.number) if fit.letters]
    words = [place for place, piece in enumerate(written) if piece.isalpha()]
    last = len(written) - 1
    if any(place not in {0, last} or (place and len(written[last]) > _COUNTRY) for place in words):
        return False  # "10442 and"
    if any(fit.has_check and (fit.checked or _is_serviced(fit, token)) for fit in fits):
        return True
    head = written[0].upper()
    if is_proper_tracking(tracking_fits(head)):
        # "4PX3000481729 305CN": whole it ends in a country's letters.
        tail = _SUFFIX.fullmatch(written[-1].upper())
        ended = tail is not None and tail[1] in load_facts().s10_suffixes
        if not ended or len(written) != _PAIR:
            return False
    dotted = "." in token.number  # "S22417730.HCM4.K7.1048829377"
    if not dotted and not all(sign.isdigit() for piece in written[1:-1] for sign in piece):
        return False
    digits = sum(sign.isdigit() for sign in head)
    telling = digits >= _FEWEST and not head.isdigit()
    named = {c for label in _carriers_beside(view, token) for c in _shapes(label)}
    if head.isalpha():  # "AND 10443" is no GLS's
        beside = written[0].isupper() or bool(named) or _is_parcels(view, token)
        fits = [fit for fit in fits if not fit.loose and beside]
        named |= {fit.carrier for fit in fits if _is_parcels(view, token)}
    return any(fit.carrier in named or (telling and not fit.loose) for fit in fits)


def _is_parcels(view: View, token: Token) -> bool:
    """Tell whether a parcel's noun touches the run: "codul de la colet (z 291 …"."""
    nearby = view.nearby(token)
    return nearby is not None and nearby.direct and nearby.says is Says.TRACKING


def _is_serviced(fit: TrackingFit, token: Token) -> bool:
    """Tell whether a number with a wrong check digit can only be a post's, or UPS's."""
    return fit.carrier != "s10" or token.number[0] in _SERVICES


def _is_of_carrier(view: View, token: Token, sizes: Sequence[int]) -> bool:
    """Tell whether blocks of digits are cut as the carrier named beside them cuts, or evenly."""
    if not _SHORTEST <= len(token.number) <= _LONGEST_DIGITS or "." in token.number:
        return False
    carriers = _carriers_beside(view, token)
    if not carriers:
        return False
    nearby = view.nearby(token)
    if nearby and nearby.direct and nearby.says in _ANOTHERS and not _is_told(view, nearby):
        return False
    shapes = {shape for label in carriers for shape in _shapes(label)}
    printed = any(tuple(sizes) in _printed().get(shape, ()) for shape in shapes)
    claims = view.claims(token)
    if len(token.number) > _PHONES:
        claims = tuple(mark for mark in claims if mark.kind != "phone")
    if any(mark.hard for mark in claims):
        return False
    if printed:
        return all(mark.kind == "phone" for mark in claims) and bool(
            not claims or _touches(view, token, carriers)
        )
    if _is_cut_anywhere(view, token, shapes, sizes, carriers):
        return True
    if claims or may_be_phone(token.number, view.language):
        return False
    wrapped = "\n" in view.text[token.start : token.end]
    even = len(set(sizes[:-1])) == 1 and len(sizes) > _PAIR and sizes[-1] <= max(sizes) + 1
    headed = len(sizes) == _PAIR and sizes[0] <= _HEAD and _touches(view, token, carriers)
    return (even and sizes[0] >= _FEWEST and not wrapped) or headed


def _is_cut_anywhere(
    view: View, token: Token, shapes: set[str], sizes: Sequence[int], carriers: Sequence[Label]
) -> bool:
    """Tell a number of the carrier's length whose label or carrier touches it: "62048 291736"."""
    written = view.text[token.start : token.end]
    whole = (token.number, _PIECE.findall(written)[0])
    fits = [any(fit.carrier in shapes for fit in tracking_fits(one)) for one in whole]
    # "60322018844\n6 x lantern": the first block is the number already.
    if fits != [True, False] or ("\n" in written and min(sizes[1:]) < _FEWEST):
        return False
    if _is_parcels(view, token):
        return True
    return len(sizes) == _PAIR and len(token.number) >= _PHONES and _touches(view, token, carriers)


def carrier_behind(view: View, token: Token) -> tuple[str, ...]:
    """Return the shapes of the carrier right behind a run: "0410057616 (DHL)"."""
    return tuple(
        shape
        for label in _carriers_beside(view, token)
        if label.start >= token.end and _BESIDE.fullmatch(view.text, token.end, label.start)
        for shape in _shapes(label)
    )


def _is_told(view: View, nearby: Nearby) -> bool:
    """Tell whether what is called an order is the carrier's: another stands in the sentence."""
    if nearby.says is Says.OTHER:
        return False
    before = view.text[max(0, nearby.label.start - 60) : nearby.label.start]
    return bool(re.search(r"(?<![0-9A-Za-z])[A-Z]{1,4}-[0-9]{4,8}(?![0-9])", before))


def _touches(view: View, token: Token, carriers: Sequence[Label]) -> bool:
    """Tell whether nothing but signs stands between a carrier's name and the blocks."""
    return any(
        view.is_direct(view.text[label.end : token.start])
        if label.end <= token.start
        else bool(_BESIDE.fullmatch(view.text, token.end, label.start))
        for label in carriers
        if label.end <= token.start or label.start >= token.end
    )


def _carriers_beside(view: View, token: Token) -> tuple[Label, ...]:
    """Return the carriers named in the run's sentence, which may go on over a line's end."""
    first, last = max(0, token.start - _REACH), token.end + _REACH
    ends = (m.end() for m in _END.finditer(view.text, first, token.start + 1))
    # What has its line for itself is spoken of in the next: "4920 1837 4655\n\nFedEx …".
    after = _BLANK.match(view.text, token.end) if view.on_own_line(token) else None
    start, stop = (
        max(ends, default=first),
        _END.search(view.text, after.end() if after else token.end, last),
    )
    end = stop.start() if stop else last
    low, high = (bisect_left(view.labels, place, key=_start) for place in (start, end))
    return tuple(
        label
        for label in view.labels[low:high]
        if label.says is Says.CARRIER and not _is_lined(view.text, label, token)
    )


def _is_lined(text: str, label: Label, token: Token) -> bool:
    """Tell whether the lines between name what is on them: "Carrier: DHL", "Voucher: 8820-…"."""
    between = text[label.end : token.start] or text[token.end : label.start]
    named = between.count(":") > 0 or text[: label.start].rstrip(" ").endswith(":")
    return "\n" in between and named


@cache
def _printed() -> Mapping[str, tuple[tuple[int, ...], ...]]:
    return {shape.id: shape.printed for shape in load_facts().tracking}


def _start(label: Label) -> int:
    return label.start


def _shapes(label: Label) -> tuple[str, ...]:
    return load_facts().carriers.get(label.detail, ())
