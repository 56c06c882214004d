"""What a platform calls the buyer: in a field, behind "buyer", in front of what they did.

The trap: no name is better than a wrong one; "Amazon customer", the shop's own name and the first
words of a sentence are none.
"""

from __future__ import annotations

import re

from triage.mail.addressees import is_addressed
from triage.mail.buyer_acts import (
    acting_account,
    caseless_actor,
    introduced,
    inverted_account,
    may_be_account,
    may_have_done,
    tells_undoing,
)
from triage.mail.cases import opens_case
from triage.mail.clause_names import actor_in_clause, without_promise
from triage.mail.name_rows import (
    is_item,
    is_name_label,
    is_others,
    is_title,
    leads_to_name,
    name_of_field,
)
from triage.mail.name_shapes import (
    byline_name,
    clean,
    dated_name,
    is_name,
    last_name,
    named_whole,
    stands_small,
)
from triage.mail.named_senders import (
    account_in,
    ahead_of_role,
    beside_role,
    called_beside,
    greeted_beside,
    long_account,
    sender_in,
    without_matter,
)
from triage.mail.placed_names import (
    above_stamp,
    account_alone,
    account_first,
    ahead_of_order,
    enquiring,
    in_full,
)
from triage.mail.row_labels import split_label
from triage.mail.rules import load, phrases
from triage.mail.subject_names import bracketed, in_both, leads_on, led_twice, rated
from triage.mail.wording import WORDING, any_of, key
from triage.mail.wrapper_lines import announces, tells_of_wish, tells_writing

_NAMES = load("buyers")["names"]
_WRAPPER = load("buyers")["wrapper"]
_ROLE_STEMS = phrases(_NAMES["role_stems"])
_TO_SELLER = phrases(_NAMES["before"])
_MESSAGE = phrases(_WRAPPER["message"], whole=True)
_HEAD_LINES = 30  # of a mail in which the buyer is named
_NAME_WORDS_CAP = 4
_ACCOUNT_AT = 2  # words in front of an account's number: "Kupující Client:88120477 (…)"


_DOES_SO = any_of([*_NAMES["before"], *_NAMES["does"]])
_BEFORE = re.compile(
    rf"(?<=\S) ?(?<!\w)(?:{_DOES_SO})(?!\w)",
    re.IGNORECASE,
)
# "Kupujúci Client:88120479 (Zuzana Hrubá) otvoril …"
_ACTS = re.compile(rf" (?:{_DOES_SO})(?!\w)", re.IGNORECASE)
_CASED = [word for word in _NAMES["after"] if word[0].lower() != word[0].upper()]
_UNCASED = [word for word in _NAMES["after"] if word not in set(_CASED)]
_AFTER = re.compile(
    rf"(?:(?<!\w)(?:{any_of(_CASED)})|{any_of(_UNCASED)}) ?:? ?(.{{1,60}})",
    re.IGNORECASE,
)
_SAYS = any_of(_WRAPPER["says"])
_SAID = re.compile(rf"^(.{{1,60}}?)(?: ([^\W\d]{{1,4}}))? (?:{_SAYS})(?!\w)", re.IGNORECASE)
# Scripts without spaces glue what is said of the buyer on.
_STEM = any_of([word for word in _NAMES["role_stems"] if not "\u3000" < word[0] < "\ud7b0"])
_CALLED = re.compile(
    rf"(?<!\w)(?:{_STEM})[^\W\d]{{0,6}}(?: شما)?(?: |の ?|, ?)(.{{1,60}})", re.IGNORECASE
)
# "Käyttäjä lyhtytyttö lähetti …": whatever stands between such a word and the verb
_BY_USER = re.compile(
    rf"(?<!\w)(?:{any_of(_NAMES['users'])})[^\W\d]{{0,3}} "
    rf"(?:([\w.*-]{{3,40}})(?= (?:{_DOES_SO})(?!\w))"
    r"|((?=\S{0,39}[\d_])[^\W\d][\w.*-]{2,39})|([^\W\d_]{5,40})\.?$)",
    re.IGNORECASE,
)
# "Your buyer (L. Moreno) has opened a dispute"
_IN_BRACKETS = re.compile(
    rf"(?<!\w)(?:{_STEM})[^\W\d]{{0,6}} ?[(（\[]([^()（）\[\]]{{2,40}})[)）\]]", re.IGNORECASE
)
# "Pesan baru dari pembeli: Agus P"; in a body the same heads the buyer's words
_COLON = re.compile(rf"(?<!\w)(?:{_STEM})[^\W\d]{{0,6}} ?[:：] ?(.{{1,40}})$", re.IGNORECASE)
_GLUED = re.compile(
    r"(?:买家|買家|客户|客戶|顾客|顧客|消费者|消費者|購入者|お客様)の?"
    r"(?!から|より|が|は|へ|を|に|の|様|名|さん|保[护護証]|服[务務]|中心)(.{1,60})"
)
# "eMAG.ro" is no account.
_SITE = re.compile(r"\w\.(?:com|net|org|[a-z]{2})$")
_NUMBER = re.compile(r"\d[\d-]{4,40}\d")
_HEADED = re.compile(r"^[【\[][^】\]]{1,30}[】\]]\s?")
# what follows a name is an item, which the platform sets in marks
_ITEM = re.compile(r" [\"“„«][^\"“”„«»]{1,80}[\"“”»]$")
_KOREAN = re.compile(r"(?:구매자|고객)(?:님)?\s(\S{1,20}?(?: [A-Z][a-z]{1,20})?)\s?(?:님|씨)")
# "박서* 고객님께서": masked, or a family name and two syllables
_KOREAN_AHEAD = re.compile(
    r"(?<![^\s(\[])([가-힣]{1,3}[*○●]{1,3}[가-힣]?|[김이박최정강조윤장임한오서신권황안송류전홍][가-힣]{2})"
    r" ?(?:구매자|고객)님?(?:께서|이|의|으로부터|에게서)"
)
# "みかん さんからメッセージが届きました"
_HONOURED = re.compile(
    r"^(?![^様]{0,12}(?:客|者))(\S{1,20}(?: \S{1,12})?) ?(?:さん|様|さま)(?:から|より)"
)
# "Deb, your buyer, has requested a return."
_SET_IN = re.compile(r"^([^,，،]{2,40})[,،] ?([^,،.]{4,30})[,،] ")
_BRACKETED = re.compile(
    rf"(?:\d\w{{0,40}}|(?<!\w)(?:{_STEM})[^\W\d]{{0,6}} [\w.*-]{{3,40}}) \(([^()\d]{{3,40}})\)",
    re.IGNORECASE,
)


def buyer_name(subject: str, text: str, words: str = "") -> str:
    """Return the name the platform gives the buyer, "" if it gives none.

    `words`: the buyer's own, in which nobody introduces them.
    """
    said = [line.strip(" >_") for line in words.splitlines()]
    # A head that still stands above the words: "RODRIGOBAJO88 preguntó:".
    own = set(said[1:] if said and introduced(said[0]) else said)
    lines = [line.strip(" >_") for line in text.splitlines()]
    # Rows like "[お客様] 森川" are nobody's own words.
    rows = [line for line in lines[: 2 * _HEAD_LINES] if line.startswith("[")]
    lines = [line for line in lines if line and line not in own][:_HEAD_LINES]
    titled, shown = subject, lines
    subject, lines = without_matter(subject, lines)
    for line in (*lines, *rows):
        found = split_label(line.replace("]", "］", 1) if line.startswith("[") else line)
        labelled = found and (is_name_label(found[0]) or leads_to_name(*found, words))
        if found and labelled and (name := name_of_field(found[1])):
            return name
    if name := next(filter(None, map(_behind_account, lines)), ""):
        return name
    for line in lines:
        found = split_label(line)
        # "De : Gwenaël T." above the buyer's words; a shop or a sentence is no such name.
        if found and WORDING.labels.get(found[0]) == "from" and named_whole(found[1]):
            return clean(found[1])
    if name := greeted_beside(shown) or called_beside(shown):
        return name
    if name := ahead_of_order(titled, shown) or enquiring(titled, shown):
        return name
    headed = _COLON.search(subject[:300])
    if (
        headed
        and (name := clean(headed[1]))
        and not (is_others(name, lines) or is_title(name, lines) or is_item(name, titled, shown))
    ):
        return name
    told = [name for line in (subject, *lines) if (name := named_in(line[:300]))]
    told = [n for n in told if not (is_others(n, lines) or is_item(n, titled, shown))]
    told = told or [name for line in (*lines, subject) if (name := sender_in(line))]
    told = [n for n in told if not (_is_site(n, lines) or is_addressed(n, shown))]
    if not told:
        account = account_in(lines) or rated(subject, lines) or led_twice(subject, lines)
        told = [account] if account else []
    if told:
        told = account_first([_ITEM.sub("", name) for name in told], subject, lines)
        # "Ginevra sent you a message" in the subject, "Ginevra Colli" in the body
        whole = next((name for name in told if name.startswith(f"{told[0]} ")), "")
        whole = whole or in_full(told[0], map(str.strip, text.splitlines()))
        # "Nouvelle demande – Gaëtan" names him at its end, and a line says who he is.
        again = (name for name in told if name.split()[0] in subject.split())
        stray = not any(told[0] in line for line in lines)
        return whole or (next((n for n in again if n != told[0]), told[0]) if stray else told[0])
    signs = (
        (_signed(words, lines),),
        map(byline_name, lines),
        (above_stamp(lines), bracketed(subject, lines), in_both(subject, lines)),
        (leads_on(subject, lines),),
        map(_begins, lines),
        map(beside_role, lines),
        (account_alone(lines),),
        map(dated_name, lines),
    )
    names = (name for each in signs for name in each if name)
    named = (name for name in names if not is_item(name, titled, shown))
    return next((name for name in named if not is_addressed(name, shown)), "")


def _is_site(name: str, lines: list[str]) -> bool:
    """Tell "eMAG.ro"; whom a line begins to call the buyer is none: "Buyer qistina.hm has …"."""
    found = (_CALLED.match(line[:300]) for line in lines if name in line)
    return bool(_SITE.search(name)) and not any(f and f[1].startswith(name) for f in found)


def _behind_account(line: str) -> str:
    """Read "Kupujący Client:88120945 (Zbigniew Rataj) napisał": the account, and who it is."""
    inner = _BRACKETED.search(line[:300])
    if inner is None or " " not in inner[1] or not named_whole(inner[1]):
        return ""
    said = key(line)
    # Behind the number of an order stands what was ordered.
    begins = _ROLE_STEMS.start(said) and len(line[: inner.start()].split()) <= _ACCOUNT_AT
    told = begins and (
        opens_case(said) or tells_of_wish(said) or _ACTS.match(line[inner.end() : 300])
    )
    return clean(inner[1]) if told or tells_writing(line) else ""


def _signed(words: str, lines: list[str]) -> str:
    """Read the name that ends the buyer's words, where the platform names it as well."""
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "")
    whole = len(last.split()) > 1 and named_whole(last)
    return clean(last) if whole and any(last in line for line in lines) else ""


def _begins(line: str) -> str:
    """Read a whole name in front of a wish whose verb stands last: "Selin Aydın … istedi"."""
    words = line.split()
    run = 0
    while run < min(len(words), _NAME_WORDS_CAP) and _is_whole(words[run]):
        run += 1
    goes_on = 1 < run < len(words) and not words[run][0].isupper() and "://" not in words[run]
    told = goes_on and (tells_of_wish(key(line)) or _MESSAGE.find(key(line)))
    return clean(" ".join(words[:run])) if told else ""


def _is_whole(word: str) -> bool:
    """Tell a word of a name, or the initial of one: "Murat", "D."."""
    return is_name(word) and (word.isalpha() or (word[:1].isalpha() and word[1:] == "."))


def named_in(line: str) -> str:
    """Read "Hannah sent you a message" and "message from your buyer Marta G. about …"."""
    line = without_promise(line)
    after = _AFTER.search(line)
    if after and (name := clean(after[1])):
        return name
    bracketed = _IN_BRACKETS.search(line)
    # "Buyer (Germany) …" may tell a country.
    told = bracketed is not None and named_whole(bracketed[1]) and not bracketed[1].isalpha()
    if bracketed and told and (name := clean(bracketed[1])):
        return name
    if name := ahead_of_role(line) or long_account(line):
        return name
    # "pesan baru dari pembeli ratna_dewi88": whatever the language, the name follows the role.
    for called in (c for p in (_CALLED, _GLUED, _KOREAN) for c in p.finditer(line)):
        if name := clean(called[1]):
            return name
    used = _BY_USER.search(line)
    if used and (used[2] or (used[1] and may_be_account(used[1]))):
        return used[2] or used[1]
    # "Uusi viesti käyttäjältä lyhtyukko"
    if used and used[3] and _MESSAGE.find(key(line)) and may_be_account(used[3]):
        return used[3]
    ahead = _KOREAN_AHEAD.search(line)
    if ahead and (clean(ahead[1]) or "*" in ahead[1]):
        return ahead[1]
    line = _HEADED.sub("", line)  # "【R-Messe】山下様から"
    honoured = _HONOURED.match(line)
    if honoured and (name := clean(honoured[1])):
        return name
    if name := inverted_account(line):
        return name
    set_in = _SET_IN.match(line)
    if set_in and named_whole(set_in[1]) and _ROLE_STEMS.find(key(set_in[2])):
        return clean(set_in[1])
    said = _SAID.search(line) if announces(line) else None
    # "Marnie Holt wrote:"; what helps a verb is small.
    helped = said is not None and (said[2] or "")[:1].isupper()
    name = clean(f"{said[1]} {said[2]}" if helped else said[1]) if said else ""
    if name and not stands_small(name):
        return name
    said_of = key(line)
    told = bool(tells_of_wish(said_of) or _MESSAGE.find(said_of) or _TO_SELLER.find(said_of))
    told = told or _NUMBER.search(line) is not None or opens_case(said_of)
    undone = not told and tells_undoing(said_of)
    if (told or undone) and (name := actor_in_clause(line)):
        return name
    for verb in _BEFORE.finditer(line) if told or undone else ():
        if line[verb.end() :].startswith(".") and len(verb[0]) <= len(" A"):
            continue  # "Zeynep A. size …": an initial
        # A word alone may as well begin any sentence of a parcel that comes back.
        name = last_name(line[: verb.start()])
        if name and (told or (not name.isalpha() and not may_have_done(verb[0]))):
            return name
    return acting_account(line, told=told or undone) or caseless_actor(line)
