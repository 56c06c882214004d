"""Makes the keys under which a number is looked up in the order list, and its likely spellings.

The order list must be keyed by `key_of` too, else nothing is ever found.
"""

from __future__ import annotations

import re

from triage.understanding.numbers.plain import normalise

_DROPPED = re.compile(r"[#\s\-./'’]")
_CONFUSED = {
    "O": "0",
    "0": "O",
    "I": "1",
    "1": "I",
    "L": "1",
    "S": "5",
    "5": "S",
    "B": "8",
    "8": "B",
}
_CHILDREN = 20  # an AliExpress order has at most this many sub-orders in practice
_OZON_POSTING = re.compile(r"([0-9]{7,10}-[0-9]{4})-[0-9]{1,2}")
_NOON_ITEM = re.compile(r"(N[A-Z]{3}[0-9]{10,13})-[0-9]{1,2}")


def key_of(number: str) -> str:
    """Return the key of a number as anyone may write it: upper-case, without # space - . /."""
    return _DROPPED.sub("", normalise(number).text).upper()


def canonical(number: str, channel: str) -> str:
    """Return the key of the whole order, where a channel also numbers its parts."""
    text = number.upper()
    if channel == "ozon_posting" and (match := _OZON_POSTING.fullmatch(text)):
        return key_of(match.group(1))
    if channel == "noon" and (match := _NOON_ITEM.fullmatch(text)):
        return key_of(match.group(1))
    if channel == "faire_id":
        return text.removeprefix("BO_")
    return key_of(text)


def exact_keys(number: str, prefixes: frozenset[str]) -> tuple[str, ...]:
    """Return keys that mean this very number: without parts, with and without zeros, prefix."""
    text = number.upper()
    key = key_of(text)
    keys = [key, key.lstrip("0")]
    parts = (regex.fullmatch(text) for regex in (_OZON_POSTING, _NOON_ITEM))
    keys += [key_of(match.group(1)) for match in parts if match]
    keys.append(key.removeprefix("BO_"))
    # Middleware writes AES302-… for 302-…; merchants change prefixes without renaming old orders.
    if match := re.fullmatch(r"[A-Z]{1,6}[-_]?([0-9][0-9A-Z-]{3,40})", text):
        keys.append(key_of(match.group(1)))
    keys += [key[len(p) :] if key.startswith(p) else p + key for p in sorted(prefixes)]
    return tuple(dict.fromkeys(k for k in keys if len(k) >= 2))


def repaired_keys(number: str) -> tuple[str, ...]:
    """Return keys that mean a near number: an AliExpress sibling, one sign mistaken."""
    key = key_of(number)
    keys: list[str] = []
    if key.isdigit() and 14 <= len(key) <= 16:
        head, tail = int(key[:-4]), key[-4:]
        keys += [f"{head + step}{tail}" for step in range(-_CHILDREN, _CHILDREN + 1) if step]
    if not key.isdigit() and 5 <= len(key) <= 24:
        for place, character in enumerate(key):
            if character in _CONFUSED:
                keys.append(key[:place] + _CONFUSED[character] + key[place + 1 :])
    return tuple(dict.fromkeys(keys))
