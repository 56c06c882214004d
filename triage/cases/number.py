"""Case numbers that people can say aloud and that no order or tracking pattern matches.

`C-` and five characters: no vowels (so no words), no pairs that look alike (0 O, 1 I L, 5 S, Z,
B 8) or sound alike on the phone (B P, M N: one of each). The first and the third are letters, so
that no four digits stand together; the last is a check.
"""

from __future__ import annotations

import math
import re

# 23 characters: a prime, so that a weighted sum finds every single slip and every swap.
ALPHABET = "CDFGHJKMPQRTVWXY2346789"
PREFIX = "C-"
_BASE = len(ALPHABET)
_LETTERS = 16  # the alphabet begins with them
_SHORTEST = 4  # characters before the check
# Neighbouring ids must not look alike; the factor is odd and no multiple of 23 and is near the
# golden section of the smallest room, the offset is arbitrary.
_FACTOR, _OFFSET = 83_699, 41_003
_ANY_CASE = ALPHABET + ALPHABET.lower()
_WRITTEN = re.compile(
    rf"(?<![0-9A-Za-z])[Cc][-\u2010-\u2015\u2212 ]?([{_ANY_CASE}]{{5,9}})(?![0-9A-Za-z])"
)


def number_of(case_id: int) -> str:
    """Return the number of the case with this id (from 1), e.g. "C-K7Q2P"."""
    length, rest = _SHORTEST, case_id - 1
    while rest >= _room(length):
        rest -= _room(length)
        length += 1
    scrambled = (rest * _FACTOR + _OFFSET) % _room(length)
    digits = []
    for place in range(length):
        scrambled, digit = divmod(scrambled, _radix(place))
        digits.append(digit)
    digits.append(_check(digits))
    return PREFIX + "".join(ALPHABET[digit] for digit in digits)


def find_numbers(text: str) -> tuple[str, ...]:
    """Return every well-formed case number in a text (the check character holds), first first."""
    found = dict.fromkeys(
        PREFIX + match.group(1).upper()
        for match in _WRITTEN.finditer(text)
        if is_number(PREFIX + match.group(1).upper())
    )
    return tuple(found)


def typed(number: str) -> str:
    """Return a case number as stored, however a person typed it: " tqykd" is C-TQYKD."""
    wanted = number.strip().upper()
    return wanted if wanted.startswith(PREFIX) else f"{PREFIX}{wanted}"


def is_number(value: str) -> bool:
    """Tell whether a string is a case number whose check character holds."""
    body = value.removeprefix(PREFIX)
    if body == value or len(body) <= _SHORTEST or any(c not in ALPHABET for c in body):
        return False
    digits = [ALPHABET.index(c) for c in body]
    if max(digits[0], digits[2]) >= _LETTERS:
        return False
    return _check(digits[:-1]) == digits[-1]


def _radix(place: int) -> int:
    return _LETTERS if place in (0, 2) else _BASE


def _room(length: int) -> int:
    """Return how many numbers there are with so many characters before the check."""
    return math.prod(map(_radix, range(length)))


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in enumerate(digits, 2)) % _BASE
