"""Numbers one slip of the finger apart: a sign mistaken, left out, typed twice, two swapped."""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST = 4  # of three signs nearly every other number is one slip away


def is_slip(one: str, other: str) -> bool:
    """Tell whether two keys differ by exactly one slip."""
    if one == other or min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        differ = [place for place in range(len(one)) if one[place] != other[place]]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1
        if swapped:
            first, second = differ
            return one[first] == other[second] and one[second] == other[first]
        return len(differ) == 1
    short, long = sorted((one, other), key=len)
    place = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    return short[place:] == long[place + 1 :]


def slips(key: str) -> Iterator[str]:
    """Yield the keys with one digit mistaken or two neighbours swapped."""
    for place, sign in enumerate(key):
        if sign.isdigit():
            yield from (key[:place] + d + key[place + 1 :] for d in "0123456789" if d != sign)
        following = key[place + 1 : place + 2]
        if following and following != sign:
            yield key[:place] + following + sign + key[place + 2 :]
