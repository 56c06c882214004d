"""Address headers: who wrote and to whom, as mail-parser splits them and our ladder decodes them.

The trap: encoded words must be decoded before the split, else a character cut in two or a wrong
label spoils the name, yet a decoded comma must not become structure; so they go in quoted.
"""

from __future__ import annotations

import re

from triage.mail.charsets import decode
from triage.mail.headers import LIST_CAP, clean_line, words
from triage.mail.message import Address

ADDRESSES_CAP = 200
NAME_CAP = 200  # code points
ADDRESS_CAP = 320  # 64 + 1 + 255, RFC 5321

_QUOTE = re.compile(rb'\\.|"', re.DOTALL)
# In a quoted local part these are part of the address; without them it is somebody else's.
_TRICKY = frozenset(' \t"\\<>(),:;[]@')
_JOINERS = re.compile("[\u200c\u200d\u180e]")
_ANGLED = re.compile(r"<([^<>\s]{1,320})>?")
# An address standing alone, also DoCoMo's old a..b@ and a.@ forms that break RFC 5322.
_LOOSE = re.compile(r"[^\s<>()\[\]{},;:\"'@]{1,64}@[^\s<>()\[\]{},;:\"'@]{1,255}")


def readable_source(raws: list[bytes], hint: str) -> str:
    """Return address headers of one name as one UTF-8 list, encoded words as quoted strings."""
    raw = b", ".join(value.strip() for value in raws)
    if len(raw) > LIST_CAP:
        raw = raw[:LIST_CAP].rpartition(b",")[0]
    out: list[str] = []
    quoted = False
    for label, data in words(raw):
        text = decode(data, label, hint=hint).text
        text = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
        if label:
            text = text.replace("\\", "\\\\").replace('"', '\\"')
            out.append(text if quoted else f'"{text}"')
            continue
        out.append(text)
        quoted ^= sum(mark == b'"' for mark in _QUOTE.findall(data)) % 2 == 1
    # Past two hundred commas nobody is answered, and parsers slow down.
    return _first_members("".join(out))


def _first_members(source: str) -> str:
    """Cut a list behind its two hundredth comma or some."""
    at = -1
    for _ in range(ADDRESSES_CAP * 2):
        at = source.find(",", at + 1)
        if at < 0:
            return source
    return source[:at]


def clean_addresses(pairs: list[tuple[str, str]]) -> tuple[Address, ...]:
    """Make values of (name, address) pairs: names one clean line, addresses lower-case."""
    made = (
        Address(clean_name(name), clean_address(address)) for name, address in pairs[:ADDRESSES_CAP]
    )
    return tuple(item for item in made if item.address)


def whole_name(found: tuple[Address, ...], source: str) -> tuple[Address, ...]:
    """Give back the name torn at an unquoted comma: `Doe, John <j@…>` is one writer."""
    if len(found) != 1 or '"' in source or "," not in source or source.count("@") != 1:
        return found
    name = clean_name(source.partition("<")[0])
    return (Address(name, found[0].address),) if "<" in source and "@" not in name else found


def clean_name(name: str) -> str:
    """Strip a display name of quotes, control, bidi and zero-width characters; at most 200 left."""
    return _JOINERS.sub("", clean_line(name)).strip(" \"'<>")[:NAME_CAP].strip()


def clean_address(address: str) -> str:
    """Lower-case an addr-spec without blanks and `mailto:`; "" when it is none."""
    local = address.strip().rpartition("@")[0]
    if local.startswith('"') and not _TRICKY.isdisjoint(local[1:-1]):
        return ""
    address = re.sub(r"\s", "", clean_line(address)).lower().removeprefix("mailto:")
    return address if "@" in address[1:-1] and len(address) <= ADDRESS_CAP else ""


def salvage(source: str) -> tuple[Address, ...]:
    """Find the address in a list no parser accepts: the last in angle brackets or the only one."""
    source = source[:2000].replace('\\"', '"')
    angled = [match for match in _ANGLED.finditer(source) if clean_address(match[1])]
    if angled:
        match = angled[-1]
        return (Address(clean_name(source[: angled[0].start()]), clean_address(match[1])),)
    loose = [match for match in _LOOSE.finditer(source) if clean_address(match[0])]
    if len({clean_address(match[0]) for match in loose}) != 1:
        return ()
    return (Address(clean_name(source[: loose[0].start()]), clean_address(loose[0][0])),)
