"""Check digits of tracking numbers, one function per algorithm of numbers.json.

A passed check on digits alone is weak evidence: one random number in ten passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * weights[i % len(weights)] for i, d in enumerate(digits))


def _gs1(digits: str) -> bool:
    """GS1 mod 10: weights 3,1 from the right."""
    total = _weighted(digits[-2::-1], (3, 1))
    return (10 - total % 10) % 10 == int(digits[-1])


def _from_left(weights: Sequence[int]) -> Callable[[str], bool]:
    def check(digits: str) -> bool:
        return (10 - _weighted(digits[:-1], weights) % 10) % 10 == int(digits[-1])

    return check


def s10(number: str) -> bool:
    """UPU S10: two letters, eight digits and their check digit, two letters."""
    rest = 11 - _weighted(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(number[10])


def _ups(number: str) -> bool:
    values = [int(c) if c.isdigit() else (ord(c) - 3) % 10 for c in number[2:-1]]
    total = sum(v * (1 + i % 2) for i, v in enumerate(values))
    return (10 - total % 10) % 10 == int(number[-1])


def _fedex12(digits: str) -> bool:
    return _weighted(digits[:11], (3, 1, 7)) % 11 % 10 == int(digits[11])


def _impb(digits: str) -> bool:
    """USPS: only the last 21 digits before the check digit count, a leading ZIP does not."""
    return _gs1(digits[-22:])


def _mod7(digits: str) -> bool:
    plain = digits.replace("-", "")
    return int(plain[:-1]) % 7 == int(plain[-1])


def _mod37_36(number: str) -> bool:
    """ISO 7064 mod 37,36; DPD's usual 14 digits carry no check character, so they pass."""
    if len(number) == 14:
        return True
    rest = 36
    for character in number[:-1]:
        rest = (rest + int(character, 36)) % 36 or 36
        rest = rest * 2 % 37
    return (rest + int(number[-1], 36)) % 36 == 1


def _sf(number: str) -> bool:
    """SF Express: the prefix is trusted, the one public rule for plain digits is not."""
    return number.startswith("SF")


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "s10": s10,
    "ups": _ups,
    "mod10_31": _impb,
    "usps20": _gs1,
    "gs1_31": _gs1,
    "mod10_13": _from_left((1, 3)),
    "mod10_31l": _from_left((3, 1)),
    "mod10_49": _from_left((4, 9)),
    "fedex12": _fedex12,
    "mod7": _mod7,
    "mod7last": _mod7,
    "mod37_36": _mod37_36,
    "sf": _sf,
}


def passes(check: str, number: str) -> bool:
    """Tell whether a number of the right shape has the right check digit; "" has none to fail."""
    return not check or CHECKS[check](number)
