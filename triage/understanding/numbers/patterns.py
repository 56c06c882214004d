"""Store patterns: what an admin writes in settings to say how the store's own order numbers look.

Notation: `#` is a digit, `@` a letter, the rest stands for itself ("FR-#####"); without either, the
text is a sample whose digits stand for any digit ("FR-20517"); between slashes it is a regular
expression ("/FR-\\d{5,7}/"), refused if it could be slow on hostile mail. `~luhn` and the like
behind it demand a check digit ("########~luhn").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from stdnum import damm, luhn, verhoeff
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_37_36, mod_97_10

from triage.errors import SettingsWrong

_LONGEST = 120
_CHECKED = re.compile("(.+)~([a-z0-9-]+)")
# A repeat around a group that itself repeats can take exponential time.
_NESTED = re.compile(r"[+*}]\??\)(?:[+*]|\{)")
_ALTERNATIVES = re.compile(r"\|[^()|]*\)(?:[+*]|\{)")


def _of_digits(holds: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda number: bool(holds(re.sub("[^0-9]", "", number)))


# Ordered by how often they are met in shops.
CHECKS: Mapping[str, Callable[[str], bool]] = {
    "luhn": _of_digits(luhn.is_valid),
    "mod97": _of_digits(mod_97_10.is_valid),
    "mod11-10": _of_digits(mod_11_10.is_valid),
    "mod11-2": _of_digits(mod_11_2.is_valid),
    "verhoeff": _of_digits(verhoeff.is_valid),
    "damm": _of_digits(damm.is_valid),
    "mod37-36": lambda number: bool(mod_37_36.is_valid(re.sub("[^0-9A-Z]", "", number.upper()))),
}


@dataclass(frozen=True, slots=True)
class StorePattern:
    """A compiled store pattern, for `fits` on a number without #; `prefix` as in keys."""

    written: str
    regex: re.Pattern[str]
    has_letters: bool
    prefix: str
    check: str = ""  # of CHECKS

    def fits(self, number: str) -> bool:
        """Tell whether a number has this shape, and the check digit where one is demanded."""
        return bool(self.regex.fullmatch(number)) and (not self.check or CHECKS[self.check](number))


def compile_order_pattern(written: str) -> StorePattern:
    """Compile a store pattern, or raise SettingsWrong saying what is wrong with it."""
    parted = _CHECKED.fullmatch(written.strip())
    if parted is None:
        return _compiled(written, written.strip())
    text, check = parted.groups()
    if check not in CHECKS:
        raise SettingsWrong(
            f"order_patterns: {written!r}: no check digit is called {check!r}; "
            f"known are {', '.join(CHECKS)}"
        )
    return replace(_compiled(written, text), check=check)


def _compiled(written: str, text: str) -> StorePattern:
    if not text or len(text) > _LONGEST:
        raise SettingsWrong(f"order_patterns: {written!r} is empty or longer than {_LONGEST} signs")
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return _regular_expression(written, text[1:-1])
    sample = text.removeprefix("#") if re.search("[0-9]", text) else text
    if not re.search("[#@]", sample):
        sample = re.sub("[0-9]", "#", sample)
    if "#" not in sample:
        raise SettingsWrong(f"order_patterns: {written!r} has no digit; write # for each digit")
    body = "".join(_sign(sign) for sign in sample)
    prefix = re.split("[#@]", sample)[0]
    return StorePattern(
        written,
        re.compile(body, re.IGNORECASE),
        bool(re.search("[A-Za-z@]", sample)),
        re.sub(r"[\s\-./]", "", prefix).upper(),
    )


def _sign(sign: str) -> str:
    if sign == "#":
        return "[0-9]"
    if sign == "@":
        return "[A-Z]"
    # Hyphens and spaces are what customers drop first.
    return r"[-_ ]?" if sign in "- _" else re.escape(sign)


def _regular_expression(written: str, body: str) -> StorePattern:
    if _NESTED.search(body) or _ALTERNATIVES.search(body) or re.search(r"\\[1-9]", body):
        raise SettingsWrong(
            f"order_patterns: {written!r} repeats a repeat or refers back, which hostile mail could"
            " make very slow; give two simpler patterns instead"
        )
    try:
        regex = re.compile(body.removeprefix("^").removesuffix("$"), re.IGNORECASE)
    except re.error as error:
        raise SettingsWrong(
            f"order_patterns: {written!r} is no regular expression: {error}"
        ) from error
    if regex.fullmatch(""):
        raise SettingsWrong(f"order_patterns: {written!r} also matches nothing at all")
    literal = re.match(r"\^?([A-Za-z]+-?)(?![*+?{|])", body)
    prefix = literal.group(1).replace("-", "").upper() if literal else ""
    letters = bool(re.search("[A-Za-z]", re.sub(r"\\[a-zA-Z]|\(\?[:a-zA-Z=!]+", "", body)))
    return StorePattern(written, regex, letters, prefix)
