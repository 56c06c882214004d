"""Marks what looks like an order number and is none: phones, dates, prices, sizes, links, papers.

A hard mark speaks against a number whatever stands before it; a soft one (bare digits that happen
to pass a check) gives way to an order label right before it. Marked spans are not deleted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers
from stdnum import ean, iban, isbn, luhn
from stdnum.br import cnpj, cpf
from stdnum.cn import ric
from stdnum.es import dni
from stdnum.eu import vat
from stdnum.it import codicefiscale

from triage.understanding.numbers.amounts import LEFT, RIGHT, amount_patterns
from triage.understanding.numbers.facts import load_facts
from triage.understanding.numbers.taxes import EU, paper_of, taxed


@dataclass(frozen=True, slots=True)
class Mark:
    """text[start:end] is a `kind`; `hard` if no label can make it an order number."""

    start: int
    end: int
    kind: str
    hard: bool


_HARD: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("link", re.compile(r"(?i)(?:https?://|www\.|cid:)[^\s<>\"]{1,2000}")),
    ("address", re.compile(r"(?<![\w.+-])[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")),
    ("day", re.compile(rf"(?i){LEFT}[0-9]{{0,2}}(?:1st|2nd|3rd|[0-9]th){RIGHT}")),
    ("entity", re.compile(r"&#x?[0-9A-Fa-f]{1,7};")),
    # Zammad and FreeScout write their own case numbers so.
    ("case number", re.compile(r"(?i)\[ ?(?:ticket|case|id)?[ :]?#? ?[0-9A-Z-]{2,30}\]")),
    ("case number", re.compile(r"(?i)(?:ticket|case) ?# ?[0-9]{4,20}")),
    # An account at Japan's post bank has two numbers, at other banks the kind is told.
    (
        "bank account",
        re.compile(
            r"記号[ :]{0,2}[0-9]{5}(?:-[0-9])?[ 、,/-]{0,3}番号[ :]{0,2}[0-9]{2,8}"
            r"|(?:普通|当座|貯蓄)(?:預金|口座)?[ :]{0,2}[0-9]{7}(?![0-9])"
        ),
    ),
)
_SOFT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("postcode", re.compile(rf"{LEFT}[0-9]{{2}}-[0-9]{{3}} (?=[A-ZŁŚŻ])")),
    ("postcode", re.compile(rf"〒 ?[0-9]{{3}}-[0-9]{{4}}|{LEFT}[0-9]{{5}}-[0-9]{{3}}{RIGHT}")),
    (
        "postcode",
        re.compile(
            rf"{LEFT}(?:[ABDEFHILNPS]|A[DTX]|B[EG]|C[HZY]|D[EK]|E[ES]|F[IR]|FIN|GR|H[RU]|I[ET]|L[ITUV]"
            rf"|M[CDKT]|N[LO]|P[LT]|RO|RS|S[EIK]|UA)-[0-9]{{4,6}} (?=[A-ZÀ-ÞĀ-Ž])"
        ),
    ),
    (
        "price",
        re.compile(rf"{LEFT}[0-9]{{1,3}}(?:[.,][0-9]{{3}}){{1,4}}(?:[.,][0-9]{{2}})?{RIGHT}"),
    ),
    (
        "phone",
        re.compile(rf"{LEFT}\(?[2-9][0-9]{{2}}\)?[ .-][2-9][0-9]{{2}}[ .-][0-9]{{4}}{RIGHT}"),
    ),
    # Chinese authorities, carriers and banks are called by these: "or I go to 12315".
    (
        "hotline",
        re.compile(
            rf"{LEFT}(?:12[13][0-9]{{2}}|1118[35]|95[0-9]{{3}}|100(?:1[016]|86)){RIGHT}"
            r"(?=[\u3001\u3002\u4e00-\u9fff\uff0c])"
        ),
    ),
    # Behind a Chinese address: "3幢502室 310012".
    ("postcode", re.compile(r"(?<=[号室楼幢栋层户座號樓棟層戶]) ?[0-9]{6}(?=\n|$)")),
    ("ASIN", re.compile(rf"{LEFT}B0[0-9A-Z]{{8}}{RIGHT}")),
)
_POSTCODE = re.compile(r"(?<![0-9A-Za-z#/.-])[0-9]{3,6}(?![0-9A-Za-z/-])")
_STREET = 60  # characters an address takes at most from its house number to its postcode
_CAPITAL = "A-ZÀ-ÞĀ-ŽΑ-ΫА-ЯЁЄІЇ\u0590-\u0dff\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af"
# A house number ends its line, or its part of one.
_HOUSE = re.compile(
    r"(?<![0-9])[0-9]{1,4}[A-Za-z]?(?:[/-][0-9]{1,4}[A-Za-z]?)?"
    r"(?: [A-ZÀ-Þ][\w.]{0,15}){0,4} ?[,،\n·|•]\D{0,40}$"
)
_TOWN_AFTER = re.compile(f" ?[{_CAPITAL}]")
_TOWN_BEFORE = re.compile(rf"[{_CAPITAL}][\w.]{{0,20}}[ ,،-]{{1,3}}$")
# Where the language is unknown.
_PARCEL = 11  # digits; shorter ones are rather a phone's, where they are valid as one
_ANYWHERE = ("US", "DE", "FR", "ES", "IT", "PL", "TR", "RU", "JP", "CN")
_PHONE = re.compile(
    r"(?:\+|(?<![0-9A-Za-z-])0|(?<![0-9A-Za-z])[78] ?\()[0-9(](?:[ ()./-]{0,3}[0-9]){5,14}"
)
_RUN = re.compile(rf"{LEFT}[0-9A-Za-z]{{4,34}}{RIGHT}")
_IBAN_GROUPS = re.compile(rf"{LEFT}[A-Z]{{2}}[0-9]{{2}}(?: [0-9A-Z]{{1,4}}){{3,8}}")
_CARD_GROUPS = re.compile(r"(?<![0-9])[0-9]{4}(?:[ -][0-9]{4}){3}(?![0-9])")
_CARD = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|6(?:011|5[0-9]{2})[0-9]{12}"
)
_BRAZILIAN = re.compile(
    r"(?<![0-9])(?:[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{2}\.[0-9]{3}\.[0-9]{3}/[0-9]{4}-[0-9]{2})"
)
# Six signs, a letter behind a digit, beside a flight's number: how airlines write a booking.
_BOOKING = re.compile(
    r"(?<![0-9A-Za-z-])(?=[A-Z0-9]{0,5}[0-9][A-Z])(?=[A-Z0-9]{0,5}[A-Z])[A-Z0-9]{6}(?![0-9A-Za-z-])"
)
_FLIGHT = re.compile(r"(?<![0-9A-Za-z-])[A-Z](?:[A-Z]|[0-9]) ?[0-9]{2,4}(?![0-9A-Za-z-])")
_BESIDE = 60  # characters between a booking and its flight
# Lengths of IBANs that name a bank by four letters.
_BANKED = {"BG": 22, "GB": 22, "GE": 22, "IE": 22, "KW": 30, "LV": 21, "MT": 31, "NL": 18} | {
    "PK": 24,
    "PS": 29,
    "QA": 29,
    "RO": 24,
}
_BANK = re.compile("[A-Z]{4}")
_PAPERS: tuple[tuple[int, Callable[[str], bool]], ...] = (
    (9, dni.is_valid),
    (16, codicefiscale.is_valid),
    (18, ric.is_valid),
)


def mark(text: str, language: str) -> tuple[Mark, ...]:
    """Return what in a normalised text is no order number."""
    if not any(c.isdigit() for c in text):
        return ()
    return (
        *_by_regex(text, (*_HARD, *amount_patterns()), hard=True),
        *_by_regex(text, _SOFT, hard=False),
        *(Mark(start, end, "tax number", True) for start, end in taxed(text)),
        *_places(text),
        *_phones(text, load_facts().phone_regions.get(language, _ANYWHERE)),
        *_papers(text, language),
        *_bookings(text),
    )


def _bookings(text: str) -> Iterator[Mark]:
    for match in _BOOKING.finditer(text):
        before, after = max(0, match.start() - _BESIDE), match.end() + _BESIDE
        if _FLIGHT.search(text, before, match.start()) or _FLIGHT.search(text, match.end(), after):
            yield Mark(*match.span(), "booking", True)


def _by_regex(
    text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...], *, hard: bool
) -> Iterator[Mark]:
    for kind, regex in patterns:
        for match in regex.finditer(text):
            yield Mark(*match.span(), kind, hard)


def _places(text: str) -> Iterator[Mark]:
    """Yield postcodes behind a street with its number: "Via Roma 15, 20121 Milano"."""
    for match in _POSTCODE.finditer(text):
        before = text[max(0, match.start() - _STREET) : match.start()]
        if not _HOUSE.search(before):
            continue
        after = text[match.end() : match.end() + 3]
        if _TOWN_AFTER.match(after) or _TOWN_BEFORE.search(before):
            yield Mark(*match.span(), "place", False)


def _phones(text: str, regions: tuple[str, ...]) -> Iterator[Mark]:
    for match in _PHONE.finditer(text):
        if _is_phone(match.group(), regions):
            yield Mark(*match.span(), "phone", match.group()[0] == "+")


def _is_phone(written: str, regions: tuple[str, ...]) -> bool:
    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(written, region)):
                return True
        except phonenumbers.NumberParseException:
            return False
    return False


def looks_like_phone(digits: str, language: str) -> bool:
    """Tell whether bare digits are a phone number as written where a language is spoken."""
    regions = load_facts().phone_regions.get(language, _ANYWHERE)
    # Where calls begin with a 0 nobody leaves it out.
    bare = tuple(
        r for r in regions if phonenumbers.ndd_prefix_for_region(r, True) in {None, "", "1"}
    )
    return len(digits) >= 9 and bool(bare) and _is_phone(digits, bare)


def may_be_phone(digits: str, language: str) -> bool:
    """Tell whether digits may be a phone number written hastily: without its 0 or its plus."""
    regions = load_facts().phone_regions.get(language, _ANYWHERE)
    hasty = len(digits) < _PARCEL and _is_phone(digits, regions)
    return hasty or looks_like_phone(digits, language) or _is_called_from_abroad(digits, regions)


def _is_called_from_abroad(digits: str, regions: tuple[str, ...]) -> bool:
    codes = {str(phonenumbers.country_code_for_region(region)) for region in regions}
    called = any(digits.startswith(code) for code in codes)
    return digits.isdigit() and called and _is_phone(f"+{digits}", regions[:1])


def _papers(text: str, language: str) -> Iterator[Mark]:
    """Yield bank, card, tax and identity numbers, in groups or unbroken."""
    for match in _BRAZILIAN.finditer(text):
        if cpf.is_valid(match.group()) or cnpj.is_valid(match.group()):
            yield Mark(*match.span(), "identity number", True)
    for match in _CARD_GROUPS.finditer(text):
        digits = re.sub("[ -]", "", match.group())
        if _CARD.fullmatch(digits) and luhn.is_valid(digits):
            yield Mark(*match.span(), "card", True)
    for match in _IBAN_GROUPS.finditer(text):
        if end := _iban_end(match.group()):
            yield Mark(match.start(), match.start() + end, "IBAN", True)
    for match in _RUN.finditer(text):
        for kind, hard in _kinds(match.group(), language):
            yield Mark(*match.span(), kind, hard)


def _iban_end(written: str) -> int:
    """Return where an IBAN in groups ends, 0 if there is none; a word in capitals may follow it."""
    groups = written.split(" ")
    for count in range(len(groups), 3, -1):
        if iban.is_valid("".join(groups[:count])):
            return len(" ".join(groups[:count]))
    return 0


def _kinds(run: str, language: str) -> list[tuple[str, bool]]:
    """Judge one unbroken run of letters and digits."""
    if run.isdigit():
        return _digit_kinds(run, language)
    upper = run.upper()
    size, lettered = len(upper), upper[:2].isalpha()
    if not any(c.isdigit() for c in upper):
        return []
    kinds = [
        ("identity number", True) for length, valid in _PAPERS if size == length and valid(upper)
    ]
    if 15 <= size <= 34 and lettered and iban.is_valid(upper):
        kinds.append(("IBAN", True))
    elif _BANKED.get(upper[:2]) == size and upper[2:4].isdigit() and _BANK.match(upper, 4):
        kinds.append(("IBAN", False))  # mistyped
    if 10 <= size <= 14 and upper[:2] in EU and vat.is_valid(upper):
        kinds.append(("VAT number", False))
    if size == 13 and upper[0] == "P" and upper[1:].isdigit():
        kinds.append(("customs id", True))  # 개인통관고유부호: personal data
    return kinds


def _digit_kinds(run: str, language: str) -> list[tuple[str, bool]]:
    size, paper = len(run), paper_of(run, language)
    checks: tuple[tuple[bool, str, bool], ...] = (
        (size == 4 and 1990 <= int(run) <= 2039, "year", False),
        (size == 8 and run[:2] in {"19", "20"} and _is_date(run), "date", False),
        (size == 13 and (ean.is_valid(run) or isbn.is_valid(run)), "EAN", False),
        (13 <= size <= 16 and bool(_CARD.fullmatch(run)) and luhn.is_valid(run), "card", False),
        (size == 18 and ric.is_valid(run), "identity number", True),
        (bool(paper), paper, False),
    )
    return [(kind, hard) for applies, kind, hard in checks if applies]


def _is_date(run: str) -> bool:
    try:
        date(int(run[:4]), int(run[4:6]), int(run[6:]))
    except ValueError:
        return False
    return True
