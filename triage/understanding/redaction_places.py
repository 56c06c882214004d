"""Where a text holds postal addresses: streets with their numbers, postcodes with their towns.

The trap: a street is told from prose by its number and its capital, and from an order by the word
for a street; what is only a town's name in a sentence stays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

Span = tuple[int, int]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Vowel signs of Hindi or Thai are no letters to re; a full stop ends a sentence or a short word.
_NAME = r"[^\W\d_](?:[^\s\d,;:!?().]{0,3}\.|[^\s\d,;:!?().]{0,24})"
_HOUSE = r"\d{1,5}(?:\s?[a-zA-Z](?!\w))?(?:\s?[-/]\s?\d{1,4}(?!\d))?"
# "80331 München", "SE-111 22 Stockholm", "1017 AB Amsterdam"
_TOWN = (
    rf"(?:[A-Z]{{1,3}}-)?(?:\d{{3}}[ ]\d{{2}}|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}}|\d{{4,6}})"
    rf"(?: ?[A-Z]{{2}}(?!\w))?,?[ \t]{{1,3}}"
    rf"(?P<town>{_NAME}(?:[ -]{_NAME}){{0,2}})"
)
_BEHIND = re.compile(rf"[ ,;\t]{{0,3}}\n?[ \t]{{0,3}}{_TOWN}")
_TOWN_LINE = re.compile(rf"^[ \t>]{{0,8}}{_TOWN}[ \t,.]{{0,5}}$", re.MULTILINE)
_STATE_LINE = re.compile(
    rf"^[ \t>]{{0,8}}(?P<town>{_NAME}(?:[ -]{_NAME}){{0,2}}),?[ ]"
    r"(?:[A-Z]{2,3},?[ ]\d{4,5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2})[ \t,.]{0,5}$",
    re.MULTILINE,
)
# United Kingdom and Canada; the Netherlands
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|\d{4} [A-Z]{2})\b"
)
# 上海市浦东新区世纪大道88号3栋, 臺北市信義路五段7號
_CHINESE = re.compile(
    rf"[{_HAN}]{{2,30}}\s?\d{{1,5}}\s?(?:[号號弄巷栋棟幢座室楼樓层層单單元-]\s?\d{{0,5}}){{1,6}}"
)
_CHINESE_STREET = re.compile("[路街巷弄段村道]|小区|花园|大厦")
_CHINESE_REGION = re.compile("[省市县縣区區]")
_JAPANESE = re.compile(rf"(?:東京都|北海道|大阪府|京都府|[{_HAN}]{{2,3}}県)[^\s、。，,\n]{{1,40}}")
_JAPANESE_BLOCK = re.compile(
    rf"[{_HAN}\u3040-\u30ff]{{1,12}}[町村区市]?[{_HAN}\u3040-\u30ff]{{0,8}}"
    r"\d{1,3}(?:丁目|番地|-\d{1,3}-\d{1,3})[\d番地号-]{0,12}"
)
_KOREAN = re.compile(
    r"(?:[가-힣]{1,8}[시도구군읍면] ){1,4}[가-힣\d]{1,12}[로길동리][ ]?\d{1,5}(?:-\d{1,4})?"
    r"(?:[ ,]{1,2}\d{1,5}[동호층]){0,3}"
)
_THAI = re.compile(
    r"\d{1,4}(?:/\d{1,4})?[ ]{1,2}(?:หมู่[ ]?\d{1,2}[ ])?(?:ถนน|ซอย|ถ\.|ซ\.)\s?[\u0e00-\u0e7f]{2,30}"
    r"(?:[ ](?:แขวง|ตำบล|เขต|อำเภอ|จังหวัด)[\u0e00-\u0e7f]{2,30}){0,3}"
)


def places(text: str) -> Iterator[Span]:
    """Find addresses: (start, end), in no order, some of them within others."""
    for found in _labelled().finditer(text):
        yield found.span("value")
    for pattern in _streets():
        for found in pattern.finditer(text):
            begin = _first_capital(found["street"])
            if begin is None:
                continue
            if found.start("street") == found.start():
                begin += found.start()
            else:
                begin = found.start()
            yield begin, _with_town(text, found.end())
    for pattern in (_TOWN_LINE, _STATE_LINE):
        for found in pattern.finditer(text):
            if all(map(_is_capital, re.split("[ -]", found["town"]))):
                yield found.span()
    for pattern in (_POSTCODE, _KOREAN, _THAI):
        for found in pattern.finditer(text):
            yield found.span()
    yield from _eastern(text)


def _with_town(text: str, end: int) -> int:
    """Return where an address ends whose street ends here."""
    behind = _BEHIND.match(text, end)
    for word in re.finditer(r"[^ -]+", behind["town"]) if behind else ():
        if behind is None or not _is_capital(word[0]):
            break
        end = behind.start("town") + word.end()
    return end


def _eastern(text: str) -> Iterator[Span]:
    for found in _CHINESE.finditer(text):
        street = _CHINESE_STREET.search(found[0])
        if street is None:
            continue
        region = _CHINESE_REGION.search(found[0], 2)
        # Names of provinces and towns have two letters, seldom three.
        begin = (region or street).start() - (2 if region else 3)
        yield found.start() + max(begin, 0), found.end()
    for pattern in (_JAPANESE, _JAPANESE_BLOCK):
        for found in pattern.finditer(text):
            if any(one.isdigit() for one in found[0]):
                yield found.span()


def _first_capital(street: str) -> int | None:
    """Return where the street's own name begins behind words of the sentence, None if nowhere."""
    said = re.finditer(r"[^\s-]+", street)
    return next((one.start() for one in said if _is_capital(one[0])), None)


def _is_capital(word: str) -> bool:
    """Tell whether a name may begin so: with a capital, or in a script that has none."""
    return bool(word) and (word[0].isupper() or not word[0].islower())


@cache
def words(key: str) -> tuple[str, ...]:
    """Return a list of redaction.toml, the longest first."""
    data = tomllib.loads(
        files("triage.understanding").joinpath("redaction.toml").read_text("utf-8")
    )
    return tuple(sorted(dict.fromkeys(data[key]), key=len, reverse=True))


def either(key: str) -> str:
    """Return a list of redaction.toml as alternatives of a pattern."""
    return "|".join(map(re.escape, words(key)))


@cache
def _labelled() -> re.Pattern[str]:
    label = rf"^[ \t>*•-]{{0,8}}(?:{either('place_labels')})[ \t]{{0,3}}[:：]"
    return re.compile(
        rf"{label}[ \t]{{0,5}}(?P<value>[^\n]{{3,200}})", re.MULTILINE | re.IGNORECASE
    )


@cache
def _streets() -> tuple[re.Pattern[str], ...]:
    flags = re.IGNORECASE
    some = rf"{_NAME}(?:[ ]{_NAME}){{0,4}}?"
    return (
        re.compile(
            rf"(?<![\w.,-]){_HOUSE},?[ ](?P<street>(?:{_NAME}[ ]){{1,4}}?)"
            rf"(?:{either('streets_after_number')})(?!\w)\.?",
            flags,
        ),
        re.compile(
            rf"(?<!\w)(?P<street>(?:[^\W\d_]{{2,24}}[ -])?[^\W\d_]{{1,24}}[-]?[ ]?"
            rf"(?:{either('street_endings')}))(?:\.[ ]?|[ ]){_HOUSE}(?!\w)",
            flags,
        ),
        re.compile(
            rf"(?<!\w)(?P<street>{_NAME}(?:[ ]{_NAME}){{0,2}})[ ]"
            rf"(?:{either('streets_before_number')})\.?,?[ ]?(?:no\.?:?|nr\.?|sz\.?)?[ ]?"
            rf"{_HOUSE}(?!\w)",
            flags,
        ),
        re.compile(
            rf"(?<!\w)(?:{_HOUSE},?[ ])?(?:{either('streets_first')})\.?[ ]{{1,2}}"
            rf"(?P<street>{some})"
            rf"(?:,?[ ]?(?:№|no\.?|nº|nr\.?|n°|д\.|бл\.|буд\.|дом|number)?:?[ ]?{_HOUSE}(?!\w)"
            rf"(?:,?[ ](?:кв|apt|app|piso|ap|м)\.?[ ]?\d{{1,4}})?)",
            flags,
        ),
        re.compile(
            rf"(?<!\w){_HOUSE},?[ ](?:bis[ ]|ter[ ])?(?:{either('streets_first')})\.?[ ]"
            rf"(?P<street>(?:d[eu][ ](?:la[ ])?|des[ ])?{_NAME}(?:[ -]{_NAME}){{0,2}})",
            flags,
        ),
    )
