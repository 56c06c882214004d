"""What a name looks like, and where it ends: "Marloes D. heeft …", "max_22", "E** K**".

The trap: nouns have capitals too; "Return", "Käufer" and the first word of a sentence are no names.
"""

from __future__ import annotations

import re

from triage.mail.rules import load, phrases
from triage.mail.wording import any_of, key, key_of_word

_NAMES = load("buyers")["names"]
_WRAPPER = load("buyers")["wrapper"]
_ROLES = phrases(_NAMES["role"], whole=True)
_ROLE_STEMS = phrases(_NAMES["role_stems"])
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
        (
            w
            for label in load("forms")["labels"]["order_number"]
            for w in label.split()
            if len(w) > 4
        ),
        ("marketplace", "order", "shop", "store", "seller", "center", "protection", "service"),
    )
    for word in words
)
_STEMS = phrases(word for word in load("requests")["ask"] if len(word) > 4)
# "Válasz a Vaterán" is a button.
_CALLS = phrases(w for each in ("ask", "answer") for w in load("requests")[each] if len(w) > 4)
_GLUED_ASKS = phrases(word for word in load("requests")["ask"] if "\u3000" < word[0] < "\ud7b0")
_NAME_CAP = 40
_ARTICLES = frozenset(map(key_of_word, _NAMES["articles"]))
_ALONE = frozenset(
    key_of_word(word)
    for words in (
        _NAMES["articles_called"],
        _NAMES["nobody"],
        *(x["alone"] for x in load("small_words").values()),
    )
    for word in words
)
_SHORTEST = 4  # "Nguyễn Văn An": so short a word with a capital may be a name in some language
_NAME_WORDS_CAP = 4
# fmt: off
NAME_PARTICLES = frozenset((
    "de", "da", "di", "do", "dos", "das", "del", "della", "van", "von", "der", "den", "ter", "te",
    "el", "al", "la", "le", "du", "y", "e", "bin", "ibn", "ben",
))
# fmt: on


# what follows a name: "… about order 4711", "… zu Bestellung", "… erhalten"
_ENDS = any_of(_NAMES["ends"])
_DOES = any_of(_NAMES["does"])
_TAIL = re.compile(
    rf"\s(?-i:{_ENDS}|{_DOES})(?![\w*]).*|[:：!！?？(（\n#,，|、].*|\s[-–—]\s.*|\s?(?:さん|様|님|的).*|\s\d.*"
    r"|\s?(?:就|给|給|向|对|對|已|提出|发[来送起了]|發[來送起了]|申请|申請|询问|詢問|留言|通过|透過|より|から|が|ส่ง).*",
    re.DOTALL | re.IGNORECASE,
)
# a name, and a time of few words: "hace 2 minutos", "5분 전"; not a telephone's number
_BYLINE = re.compile(
    r"([^·•|]{2,40}?) ?[·•|] ?(?=\D{0,16}\d{1,2}(?!\d)\D{2,20}$)(\S+(?: \S+){0,4})"
)
# "Rizky Maulana • 11 Nov 2026, 12:54 WIB": a day and its time
_STAMPED = re.compile(
    r"([^·•|]{2,40}?) ?(?:[·•|]|[–—-](?= )) ?(?=[^:]{0,40}\d{1,2}[:.]\d{2}(?!\d))(?=.{0,40}\d)"
    r"(\S+(?: \S+){1,6})"
)
# "Lintang Wulandaru 12 Nov 2026, 20:13 WIB"
_DATED = re.compile(
    r"([^\W\d_]{2,20}(?: [^\W\d_]{1,20}\.?){1,2}) "
    r"\d{1,2}[ ./-]{1,2}[^\W_]{1,12}[ ./-]{1,2}(?:20)?\d{2}[ ,]{1,2}"
    r"\d{1,2}[:.]\d{2}(?: [A-Z]{2,4})?"
)
_BYLINE_CAP = 80
_STAMP_WORDS = 3  # weekday, month, "WIB"
_EDGES = " \t\"'«»“”„,;<>_「」『』()（）[]【】•■●◆▼・-"
_CONTRACTED = re.compile(r"[a-z]{2,6}n['’]t(?!\w)")  # "the buyer didn't receive": a verb


def named_whole(value: str) -> bool:
    """Tell a value that is a name and nothing else: "Gwenaël T.", "max_22"."""
    words = value.split()
    return 0 < len(words) <= _NAME_WORDS_CAP and all(
        word in NAME_PARTICLES or is_name(word) for word in words
    )


def byline_name(line: str) -> str:
    """Return the name in "max_22 · 2 minutes ago", as platforms sign what a buyer wrote."""
    text = line.strip()[:_BYLINE_CAP]
    found = _BYLINE.fullmatch(text)
    if found is None:
        found = _STAMPED.fullmatch(text)
        # A stamp is figures for the most part, and says nothing.
        words = re.findall(r"[^\W\d_]{2,}", found[2]) if found else ()
        found = found if len(words) <= _STAMP_WORDS else None
    return clean(found[1]) if found and named_whole(found[1]) else ""


def dated_name(line: str) -> str:
    """Return the whole name in front of a day and its time, and nothing else in the line."""
    found = _DATED.fullmatch(line.strip()[:_BYLINE_CAP])
    return clean(found[1]) if found and named_whole(found[1]) else ""


def last_name(text: str) -> str:
    """Return the name at the end of a text: "Este mensaje es para notificarte que Ana Olmedo"."""
    words = text.split()[-2 * _NAME_WORDS_CAP :]
    run: list[str] = []
    while words and len(run) < _NAME_WORDS_CAP:
        word = words[-1].strip(_EDGES)
        if run and words[-1][-1:] in ",;:.!?" and len(word) > 2:
            break
        particle = bool(run) and word in NAME_PARTICLES
        if not (particle or is_name(word)):
            break
        run.insert(0, words.pop())
    while run and run[0] in NAME_PARTICLES:
        run.pop(0)
    if run and text.rstrip()[-1:] in "])】）":
        return ""  # "[Gmarket] A customer …"
    begins = not words
    # A single word that begins a sentence is as likely an ordinary one.
    if not run or (words and words[-1] in "&+"):
        return ""
    if begins and len(run) == 1 and stands_small(run[0]):
        return ""
    name = " ".join(run)
    sure = len(run) > 1 or not begins or not name.isalpha() or not _CALLS.start(key(name))
    return clean(name) if sure else ""


def stands_small(name: str) -> bool:
    """Tell a small word that begins a sentence like a name: "Se ha iniciado …", "Es wurde …"."""
    return key_of_word(name) in _ALONE


def is_name(word: str) -> bool:
    """Tell a word that may be part of a name: capitalised, and none that platforms use."""
    bare = key_of_word(word)
    if not bare or _is_ordinary(word) or _ROLE_STEMS.start(bare) or _STEMS.start(bare):
        return False
    if not any(map(str.isalpha, word)) or len(word) > _NAME_CAP or "/" in word or "@" in word:
        return False
    account = len(word) > 3 and any(c in "_.*" or c.isdigit() for c in word[:-1])
    return account or (word[0].isupper() and word[0].lower() != word[0])


def clean(name: str) -> str:
    """Cut a name where the sentence goes on, and free it of "your buyer"."""
    name = _TAIL.sub("", f" {name.strip()} ").strip(_EDGES)
    # "Customer **Aled Prosser** has …" is bold; a name behind two stars is masked elsewhere.
    name = name[2:].removesuffix("**") if name.startswith("**") else name.lstrip("*")
    role = _ROLES.start(key(name))
    if role:
        name = name[len(role) :].strip(" :：\"'")
    lowered = key(name)
    if (
        _ROLES.find(lowered)
        or _GLUED_ASKS.start(lowered)
        or _MESSAGE.start(lowered)
        or _CONTRACTED.match(lowered)
        or not any(map(str.isalnum, name))
    ):
        return ""  # "Ein Käufer"
    name = _capitals(name).rstrip(":")
    if name.endswith(".") and len(name.split()[-1]) > _SHORTEST:
        name = name[:-1]
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
    short = short and any(map(str.isalpha, name))  # "/" between "Klientko / Kliencie"
    return name if short and (account or not name[0].islower()) and not _counts(name) else ""


def _capitals(name: str) -> str:
    """Cut a name at the first word that is none: a sentence goes on small."""
    kept: list[str] = []
    for word in name.split():
        small = word[0].islower() and bool(kept)
        if (small and word not in NAME_PARTICLES) or (kept and _is_ordinary(word)):
            break
        kept.append(word)
    while len(kept) > 1 and kept[-1] in NAME_PARTICLES:
        kept.pop()
    ordinary = len(kept) > 0 and kept[0].isalpha() and not _may_lead(kept[0])
    ordinary = ordinary or (len(kept) > 0 and key_of_word(kept[0]) in _ARTICLES)
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
