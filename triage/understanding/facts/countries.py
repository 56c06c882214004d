"""Hints at the customer's country, each with its source, and the likeliest with how sure it is.

The trap: a country named in a sentence is often the seller's or a carrier's; only one that stands
as an address has it counts much. Weights are our judgement of how often a source alone is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import phonenumbers
from babel import Locale

from triage.understanding.deadline_grammar import UNSPACED, is_inflected
from triage.understanding.facts.amounts import money_of
from triage.understanding.languages import languages
from triage.understanding.meaning import Amount, CountryHint, Words

_WEIGHTS = {
    "form": 0.95,
    "order": 0.9,
    "phone": 0.85,
    "address": 0.85,
    "postcode": 0.7,
    "domain": 0.7,
    "currency": 0.4,
    "name": 0.25,
}
# Endings sold to everybody; the generic ones have more than two letters.
_SOLD = "ac ad ag ai am cc cd co dj eu fm gg io la ly me ms mu nu sc sh st su to tv vc ws"
_NO_COUNTRY = frozenset(_SOLD.split())
_SELLERS = "CN"  # in a mail to a cross-border store, mostly where the parcel comes from
_PREFIXES = {
    "A": "AT",
    "B": "BE",
    "D": "DE",
    "F": "FR",
    "FIN": "FI",
    "FL": "LI",
    "H": "HU",
    "I": "IT",
}
_PREFIXES |= {"L": "LU", "N": "NO", "S": "SE", "SLO": "SI", "EL": "GR", "P": "PT", "E": "ES"}
_SAME = "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IT LI LT LU LV MD NL NO PL PT RO RS"
_SAME += " SE SI SK UA"
_PREFIXES |= {code: code for code in _SAME.split()}
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ"
    "|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
_EDGE = r"(?<![\w-])"
_POSTCODES = re.compile(
    rf"{_EDGE}(?P<prefix>{'|'.join(sorted(_PREFIXES, key=len, reverse=True))})[- ]"
    r"(?=\d)(?:\d{3} \d{2}|\d{2}-\d{3}|\d{4,5}) (?=[^\W\d_])"
    r"|(?P<JP>〒 ?\d{3}-?\d{4})"
    rf"|{_EDGE}(?P<GB>[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}})(?!\w)"
    rf"|{_EDGE}(?P<CA>[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)(?!\w)"
    rf"|{_EDGE}(?P<IE>[AC-FHKNPRTV-Y]\d[\dW] [\dA-Z]{{4}})(?!\w)"
    rf"|{_EDGE}(?P<NL>[1-9]\d{{3}} ?[A-Z]{{2}})(?= ?,? [A-Z][a-z]|\s{{0,3}}$)"
    rf"|{_EDGE}(?P<PL>\d\d-\d{{3}})(?= [A-ZŁŚŻĆ])"
    rf"|{_EDGE}(?P<PT>\d{{4}}-\d{{3}})(?= [A-ZÀ-Ü])"
    rf"|{_EDGE}(?P<BR>\d{{5}}-\d{{3}})(?!\w)"
    rf"|, ?(?P<US>(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?)(?!\w)"
    r"|(?<!\w)(?P<AU>(?:NSW|VIC|QLD|TAS),? \d{4})(?!\w)",
    re.MULTILINE,
)
_PHONE = re.compile(r"(?:\+|(?<![\w+.-])00)[1-9][\d ()./-]{6,18}\d")
_SHARED = re.compile(r"(?<![A-Z])\$|¥|(?i:rs|kr)")  # told apart by country or language, if at all
_LONGEST_LINE = 60  # characters of an address's line
_MOST = 30


def read_hints(
    words: Words, language: str, destinations: Iterable[str], taken: Sequence[tuple[int, int]]
) -> tuple[CountryHint, ...]:
    """Find what speaks for a country; `destinations` are those of the customer's orders.

    `taken` are spans of the text that are other numbers.
    """
    fields = dict(words.form_fields)
    found: list[CountryHint] = []
    if code := _named(fields.get("country", ""), language):
        found.append(CountryHint(code, "form", fields["country"], "form", 0, 0))
    found += [CountryHint(code, "order", code, "order", 0, 0) for code in destinations if code]
    if hint := _phone(fields.get("phone", "")):
        found.append(CountryHint(hint, "phone", fields["phone"], "form", 0, 0))
    for field, text in (("text", words.text), ("signature", words.signature)):
        other = taken if field == "text" else ()
        found += (
            hint
            for hint in _in_text(text, field, language)
            if not any(a < hint.end and hint.start < b for a, b in other)
        )
    ending = words.sender_address.rpartition(".")[2].lower()
    if code := _of_domain(ending):
        found.append(CountryHint(code, "domain", f".{ending}", "sender", 0, 0))
    return tuple(found[:_MOST])


def of_amounts(amounts: Iterable[Amount]) -> tuple[CountryHint, ...]:
    """Name the countries of money that one country has and whose sign is no other's."""
    return tuple(
        CountryHint(code, "currency", amount.text, amount.field, amount.start, amount.end)
        for amount in amounts
        if amount.currency
        and not _SHARED.search(amount.text)
        and (code := _of_money(amount.currency))
    )[:_MOST]


def best_country(hints: Iterable[CountryHint]) -> tuple[str, float]:
    """Return the likeliest country and how sure it is; a source counts once for each country."""
    doubt: dict[str, float] = {}
    for country, source in dict.fromkeys((hint.country, hint.source) for hint in hints):
        weight = _WEIGHTS[source]
        if source == "name" and country == _SELLERS:
            weight /= 5
        doubt[country] = doubt.get(country, 1.0) * (1.0 - weight)
    if not doubt:
        return "", 0.0
    ranked = sorted(doubt, key=lambda country: doubt[country])
    second = 1.0 - doubt[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0], round((1.0 - doubt[ranked[0]]) * (1.0 - second / 2), 2)


def _in_text(text: str, field: str, language: str) -> Iterator[CountryHint]:
    if any(one.isdigit() for one in text):
        for match in _POSTCODES.finditer(text):
            group = match.lastgroup or ""
            code = _PREFIXES[match[group]] if group == "prefix" else group
            written = match.group().strip(" ,")
            start = match.start() + match.group().find(written)
            yield CountryHint(code, "postcode", written, field, start, start + len(written))
        for match in _PHONE.finditer(text):
            if code := _phone(match.group()):
                yield CountryHint(code, "phone", match.group(), field, *match.span())
    for code, start, end in _names_in(text, language):
        source = "address" if _is_address(text, start, end) else "name"
        yield CountryHint(code, source, text[start:end], field, start, end)


def _phone(written: str) -> str:
    digits = re.sub(r"[^\d+]", "", written)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+"):
        return ""
    try:
        number = phonenumbers.parse(digits)
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(number)
    code = phonenumbers.region_code_for_number(number) if valid else ""
    return code if code and code.isalpha() else ""


def _is_address(text: str, start: int, end: int) -> bool:
    """Tell a country that ends a line of an address: alone on it, or behind town or postcode."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    behind = text[end : last if last >= 0 else len(text)].strip(" .,;)")
    before = text[first:start].strip()
    if behind or len(line) > _LONGEST_LINE or not text[:first].strip():
        return bool(before) and not behind and _is_placed(before) and len(line) <= _LONGEST_LINE
    above = text[:first].rstrip().rpartition("\n")[2]
    return (not before and any(map(str.isdigit, above))) or _is_placed(before)


def _is_placed(before: str) -> bool:
    return before.endswith(",") and any(map(str.isdigit, before))


def _names_in(text: str, language: str, *, every: bool = False) -> Iterator[tuple[str, int, int]]:
    """Yield countries named; but for `every` only those one of our languages is at home in.

    Small countries' names are words and first names elsewhere: Mali, Kuba, Dominica.
    """
    names = _names(language, every=every)
    spaced = language not in UNSPACED
    done = 0
    for start in _starts(text, spaced=spaced):
        known = names.get(text[start : start + 2]) if start >= done else None
        found = next((n for n in known or () if text.startswith(n[0], start)), None)
        if found is None:
            continue
        name, code, stem = found
        end = start + len(name)
        while stem and end < len(text) and text[end].isalpha() and end - start - len(name) < 4:
            end += 1
        if not spaced or end == len(text) or not (text[end].isalpha() or text[end] == "-"):
            yield code, start, end
            done = end


_STARTS = re.compile(r"(?<![^\W_])[^\W\d_]{2}")


def _starts(text: str, *, spaced: bool) -> Iterable[int]:
    """Give the places where a name may begin."""
    return (found.start() for found in _STARTS.finditer(text)) if spaced else range(len(text))


@cache
def _names(language: str, *, every: bool) -> Mapping[str, tuple[tuple[str, str, bool], ...]]:
    """Index the countries' names in a language and in English by their first two letters."""
    tags = {"sr": ("sr_Cyrl", "sr_Latn")}.get(language, (language.replace("-", "_"),))
    table: dict[str, list[tuple[str, str, bool]]] = {}
    home = {country for one in languages().values() for country in one.countries}
    known = [tag for tag in tags if language in languages()]
    for tag in dict.fromkeys((*known, "en")):
        inflected = tag != "en" and is_inflected(language)
        for code, name in Locale.parse(tag).territories.items():
            if len(code) != 2 or code in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}:
                continue
            if code not in home and not every:
                continue
            stem = name[:-1] if inflected and len(name) > 5 and " " not in name else name
            # Greek and Arabic letters have no capitals to tell a name by; short ones are words.
            if len(stem) > 3 or language in UNSPACED or code == "IR":
                table.setdefault(stem[:2], []).append((stem, code, stem != name))
    table.setdefault("US", []).append(("USA", "US", False))
    table.setdefault("UK", []).append(("UK", "GB", False))
    return {key: tuple(sorted(some, key=lambda n: -len(n[0]))) for key, some in table.items()}


def _named(written: str, language: str) -> str:
    """Return the country a form's field names."""
    bare = written.strip()
    if len(bare) == 2 and bare.isascii() and bare.isalpha():
        return {"UK": "GB"}.get(bare.upper(), bare.upper())
    return next((code for code, *_ in _names_in(bare, language, every=True)), "")


def _of_domain(ending: str) -> str:
    if len(ending) != 2 or not ending.isalpha() or ending in _NO_COUNTRY:
        return ""
    code = {"uk": "GB"}.get(ending, ending.upper())
    return code if code in Locale("en").territories else ""


@cache
def _of_money(currency: str) -> str:
    """Return the one country whose currency carries its code: SEK, PLN; not EUR, USD."""
    code = currency[:2]
    if currency in {"EUR", "USD"} or code not in Locale("en").territories:
        return ""
    return code if currency in money_of(code) else ""
