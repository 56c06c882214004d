"""What a platform calls the buyer: in a field, behind "buyer", in front of what they did.

The trap: no name is better than a wrong one; "Amazon customer", the shop's own name and the first
words of a sentence are none.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.rules import load, phrases
from triage.mail.wording import WORDING, key, key_of_word
from triage.mail.wrapper_lines import announces, is_stamp, split_label, tells_of_wish

_NAMES = load("buyers")["names"]
_WRAPPER = load("buyers")["wrapper"]
_ROLES = phrases(_NAMES["role"], whole=True)
_ROLE_STEMS = phrases(_NAMES["role_stems"])
_TO_SELLER = phrases(_NAMES["before"])
_MESSAGE = phrases(_WRAPPER["message"], whole=True)
_ORDINARY = frozenset(
    key_of_word(word)
    for words in (
        *(_WRAPPER[name] for name in ("message", "field", "reason", "greeting", "team")),
        *(load("forms")["labels"][name] for name in ("order_number", "subject", "message")),
        (rule["id"] for rule in load("platforms")["platform"]),
        _NAMES["ends"],
        _NAMES["does"],
        _NAMES["matters"],
        (part for head in _WRAPPER["head"] for part in head.split()),
        ("marketplace", "order", "shop", "store", "seller", "center", "protection", "service"),
    )
    for word in words
)
_STEMS = phrases(word for word in load("requests")["ask"] if len(word) > 4)
_GLUED_ASKS = phrases(word for word in load("requests")["ask"] if "\u3000" < word[0] < "\ud7b0")
_NAME_LABELS = frozenset(key_of_word(word) for word in (*_NAMES["role"], *_NAMES["label"]))
_NAME_WORDS = frozenset(key_of_word(word) for word in load("forms")["labels"]["name"]) | {
    "名",
    "명",
    *_NAMES["account"],
}
_HEAD_LINES = 30  # of a mail in which the buyer is named
_NAME_CAP = 40
_NAME_WORDS_CAP = 4
_SHORTEST = 4  # "Nguyễn Văn An": so short a word with a capital may be a name in some language
# fmt: off
_PARTICLES = frozenset((
    "de", "da", "di", "do", "dos", "das", "del", "della", "van", "von", "der", "den", "ter", "te",
    "el", "al", "la", "le", "du", "y", "e", "bin", "ibn", "ben",
))
# fmt: on


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BEFORE = re.compile(
    rf"(?<=\S) ?(?<!\w)(?:{_alternatives([*_NAMES['before'], *_NAMES['does']])})(?!\w)",
    re.IGNORECASE,
)
_CASED = [word for word in _NAMES["after"] if word[0].lower() != word[0].upper()]
_UNCASED = [word for word in _NAMES["after"] if word not in set(_CASED)]
_AFTER = re.compile(
    rf"(?:(?<!\w)(?:{_alternatives(_CASED)})|{_alternatives(_UNCASED)}) ?:? ?(.{{1,60}})",
    re.IGNORECASE,
)
_SAYS = _alternatives(_WRAPPER["says"])
_SAID = re.compile(rf"^(.{{1,60}}?) (?:[^\W\d]{{1,4}} )?(?:{_SAYS})(?!\w)", re.IGNORECASE)
# Scripts without spaces glue what is said of the buyer on.
_STEM = _alternatives([word for word in _NAMES["role_stems"] if not "\u3000" < word[0] < "\ud7b0"])
_CALLED = re.compile(rf"(?<!\w)(?:{_STEM})[^\W\d]{{0,6}}(?: |の ?|, ?)(.{{1,60}})", re.IGNORECASE)
# "Pesan baru dari pembeli: Agus P"; in a body the same heads the buyer's words
_COLON = re.compile(rf"(?<!\w)(?:{_STEM})[^\W\d]{{0,6}} ?[:：] ?(.{{1,40}})$", re.IGNORECASE)
_GLUED = re.compile(
    r"(?:买家|買家|客户|客戶|顾客|顧客|消费者|消費者|購入者|お客様)の?"
    r"(?!から|より|が|は|へ|を|に|の|様|名|さん|保[护護証]|服[务務]|中心)(.{1,60})"
)
# what follows a name: "… about order 4711", "… zu Bestellung", "… erhalten"
_ENDS = _alternatives(_NAMES["ends"])
_DOES = _alternatives(_NAMES["does"])
_TAIL = re.compile(
    rf"\s(?-i:{_ENDS}|{_DOES})(?!\w).*|[:：!！?？(（\n#,，|、].*|\s[-–—]\s.*|\s?(?:さん|様|님|的).*|\s\d.*"
    r"|\s?(?:就|给|給|向|对|對|已|提出|发[来送起了]|發[來送起了]|申请|申請|询问|詢問|留言|通过|透過|より|から|が|ส่ง).*",
    re.DOTALL | re.IGNORECASE,
)
# an account's name at the start of a line: "swietlik_88 …", "oconnor.siobhan …"
_NUMBER = re.compile(r"\d[\d-]{4,40}\d")
_KOREAN = re.compile(r"(?:구매자|고객)(?:님)?\s(\S{1,20}?)\s?(?:님|씨)")
# "みかん さんからメッセージが届きました"
_HONOURED = re.compile(
    r"^(?![^様]{0,12}(?:客|者))(\S{1,20}(?: \S{1,12})?) ?(?:さん|様|さま)(?:から|より)"
)
_ACCOUNT = re.compile(r"(?=\S{0,40}[\d_.*])[^\W\d_][\w.*-]{2,40}(?<![.])(?= \S)")
_BRACKETS = re.compile(r"[\[【(（]([^\[\]【】()（）]{2,40})[\]】)）]")
_EDGES = " \t\"'«»“”„,;<>_「」『』()（）[]【】•■●◆▼・-"


def buyer_name(subject: str, text: str, words: str = "") -> str:
    """Return the name the platform gives the buyer, "" if it gives none.

    `words`: the buyer's own, in which nobody introduces them.
    """
    own = {line.strip(" >_") for line in words.splitlines()}
    lines = [line.strip(" >_") for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if line not in own][:_HEAD_LINES]
    for line in lines:
        found = split_label(line)
        if found and is_name_label(found[0]) and (name := _clean(found[1])):
            return name
    for line in lines:
        found = split_label(line)
        # "De : Gwenaël T." above the buyer's words; a shop or a sentence is no such name.
        if found and WORDING.labels.get(found[0]) == "from" and _named_whole(found[1]):
            return _clean(found[1])
    headed = _COLON.search(subject[:300])
    if headed and (name := _clean(headed[1])):
        return name
    for line in (subject, *lines):
        if name := named_in(line[:300]):
            return name
    return _above_stamp(lines) or _bracketed(subject, lines)


def _bracketed(subject: str, lines: list[str]) -> str:
    """Read "[Omar Haddad] Inquiry about …" where a line of the mail is that name and no more."""
    for found in _BRACKETS.finditer(subject[:300]):
        if found[1].strip() in lines and _named_whole(found[1]):
            return _clean(found[1])
    return ""


def _named_whole(value: str) -> bool:
    """Tell a value that is a name and nothing else: "Gwenaël T.", "max_22"."""
    words = value.split()
    return 0 < len(words) <= _NAME_WORDS_CAP and all(
        word in _PARTICLES or _is_name(word) for word in words
    )


def is_name_label(label: str) -> bool:
    """Tell a field that holds the buyer's name: "Customer name", "お客様名", "고객명"."""
    # "Kundin/Kunde", "Buyer / Bidder"
    if any(part.strip() in _NAME_LABELS for part in (label, *label.split("/"))):
        return True
    role = _ROLE_STEMS.start(label)
    return bool(role) and label[len(role) :].strip() in ("", *_NAME_WORDS)


def named_in(line: str) -> str:
    """Read "Hannah sent you a message" and "message from your buyer Marta G. about …"."""
    after = _AFTER.search(line)
    if after and (name := _clean(after[1])):
        return name
    # "pesan baru dari pembeli ratna_dewi88": whatever the language, the name follows the role.
    for called in (c for p in (_CALLED, _GLUED, _KOREAN) for c in p.finditer(line)):
        if name := _clean(called[1]):
            return name
    honoured = _HONOURED.match(line)
    if honoured and (name := _clean(honoured[1])):
        return name
    said = _SAID.search(line) if announces(line) else None
    if said and (name := _clean(said[1])):
        return name
    said_of = key(line)
    told = bool(tells_of_wish(said_of) or _MESSAGE.find(said_of) or _TO_SELLER.find(said_of))
    told = told or _NUMBER.search(line) is not None
    for verb in _BEFORE.finditer(line) if told else ():
        if name := _last_name(line[: verb.start()]):
            return name
    # "Lindenhof_JP 様" greets the seller.
    account = _ACCOUNT.match(line) if len(line.split()) > 2 else None
    # "B0LH4K21XD" is an item's.
    code = account is not None and account[0].isupper() and not {".", "_"} & set(account[0])
    letters = sum(map(str.isalpha, account[0])) if account else 0
    return _clean(account[0]) if account and not code and letters >= _SHORTEST - 1 else ""


def _above_stamp(lines: list[str]) -> str:
    """Read a chat's bubble: the name, the time below it, then what was said."""
    for line, below in pairwise(lines):
        short = len(line.split()) <= _NAME_WORDS_CAP and line[-1] not in ".!?:。！？："
        if short and is_stamp(below) and (name := _clean(line)):
            return name
    return ""


def _last_name(text: str) -> str:
    """Return the name at the end of a text: "Este mensaje es para notificarte que Ana Olmedo"."""
    words = text.split()[-2 * _NAME_WORDS_CAP :]
    run: list[str] = []
    while words and len(run) < _NAME_WORDS_CAP:
        word = words[-1].strip(_EDGES)
        if run and words[-1][-1:] in ",;:.!?" and len(word) > 2:
            break
        particle = bool(run) and word in _PARTICLES
        if not (particle or _is_name(word)):
            break
        run.insert(0, words.pop())
    while run and run[0] in _PARTICLES:
        run.pop(0)
    begins = not words
    # A single word that begins a sentence is as likely an ordinary one.
    if not run or (words and words[-1] in "&+"):
        return ""
    name = " ".join(run)
    sure = len(run) > 1 or not begins or not name.isalpha() or not _STEMS.start(key(name))
    return _clean(name) if sure else ""


def _is_name(word: str) -> bool:
    """Tell a word that may be part of a name: capitalised, and none that platforms use."""
    bare = key_of_word(word)
    if not bare or _is_ordinary(word) or _ROLE_STEMS.start(bare) or _STEMS.start(bare):
        return False
    if not any(map(str.isalpha, word)) or len(word) > _NAME_CAP or "/" in word or "@" in word:
        return False
    account = len(word) > 3 and any(c in "_.*" or c.isdigit() for c in word[:-1])
    return account or (word[0].isupper() and word[0].lower() != word[0])


def _clean(name: str) -> str:
    """Cut a name where the sentence goes on, and free it of "your buyer"."""
    name = _TAIL.sub("", f" {name.strip()} ").strip(_EDGES)
    name = name[2:] if name.startswith("**") else name.lstrip("*")
    role = _ROLES.start(key(name))
    if role:
        name = name[len(role) :].strip(" :：\"'")
    lowered = key(name)
    if (
        _ROLES.find(lowered)
        or _GLUED_ASKS.start(lowered)
        or _MESSAGE.start(lowered)
        or not any(map(str.isalnum, name))
    ):
        return ""  # "Ein Käufer"
    name = _capitals(name).rstrip(":")
    words = name.split()
    if not any(map(str.isalnum, name)):
        return ""
    doubled = words[0].replace("-", "").replace("'", "").isalpha() and words[0][0].isupper()
    masked = all("*" in word for word in words)
    if words[0].isascii() and not doubled and not masked and not words[0].endswith("."):
        words, name = words[:1], words[0]
    short = len(name) <= _NAME_CAP and len(words) <= _NAME_WORDS_CAP and "@" not in name
    # A sentence goes on small; names of accounts are one word with a digit, a dot or a dash in it.
    account = len(words) == 1 and not name.isalpha()
    return name if short and (account or not name[0].islower()) and not _counts(name) else ""


def _capitals(name: str) -> str:
    """Cut a name at the first word that is none: a sentence goes on small."""
    kept: list[str] = []
    for word in name.split():
        small = word[0].islower() and bool(kept)
        if (small and word not in _PARTICLES) or (kept and _is_ordinary(word)):
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1] in _PARTICLES:
        kept.pop()
    ordinary = len(kept) > 0 and kept[0].isalpha() and not _may_lead(kept[0])
    return "" if ordinary else " ".join(kept)


def _is_ordinary(word: str) -> bool:
    initial = len(word) == 2 and word[1] == "." and word[0].isupper()
    name = word[0].isupper() and len(word) < _SHORTEST and word.isalpha()
    return not (initial or name or "*" in word) and key_of_word(word) in _ORDINARY


def _may_lead(word: str) -> bool:
    bare = key_of_word(word)
    return bare not in _ORDINARY and not (len(bare) > 4 and _STEMS.start(bare))


def _counts(name: str) -> bool:
    """Tell a number of an order or an item, which is no name."""
    digits = sum(map(str.isdigit, name))
    return 2 * digits > len(name) and " " not in name
