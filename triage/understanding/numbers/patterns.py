"""Store patterns: what an admin writes in settings to say how the store's own order numbers look.

Notation: `#` is a digit, `@` a letter, the rest stands for itself ("FR-#####"); without either, the
text is a sample whose digits stand for any digit ("FR-20517"); between slashes it is a regular
expression ("/FR-\\d{5,7}/"), refused if it could be slow on hostile mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.errors import SettingsWrong

_LONGEST = 120
# A repeat around a group that itself repeats can take exponential time.
_NESTED = re.compile(r"[+*}]\??\)(?:[+*]|\{)")
_ALTERNATIVES = re.compile(r"\|[^()]*\)(?:[+*]|\{)")


@dataclass(frozen=True, slots=True)
class StorePattern:
    """A compiled store pattern, for fullmatch on a number without #; `prefix` as in keys."""

    written: str
    regex: re.Pattern[str]
    has_letters: bool
    prefix: str


def compile_order_pattern(written: str) -> StorePattern:
    """Compile a store pattern, or raise SettingsWrong saying what is wrong with it."""
    text = written.strip()
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
