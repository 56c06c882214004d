"""The name below a letter whose sender shows none: one that the address is made of, or one that
stands where nothing but a name does.

The trap: firms, posts, wishes ("Schönen Abend") and towns stand below letters as well; no name is
better than a wrong one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from triage.mail.cards import BUSINESS, is_card_line
from triage.mail.form_labels import folded
from triage.mail.machine_addresses import domain_of, site_of
from triage.mail.message import Mail
from triage.mail.name_shapes import NAME_PARTICLES, is_name
from triage.mail.rules import load
from triage.mail.signatures import THANKS, signs_off
from triage.mail.wording import WORDING, key, key_of_word
from triage.mail.writer_names import name_like_address

_RULES = load("signing")
_COURTESY = frozenset(map(key_of_word, _RULES["courtesy"]))
_NO_NAMES = frozenset(map(folded, (*_RULES["firms"], *_RULES["wishes"])))
_FAMILY = _RULES["family"]
_LOOKED_AT = 4_000
_SIGNED = 3  # last lines of the own words in which their writer may have signed
_SIGNED_WORDS = 8  # of such a line
_FORMULA = 4  # words of a courtesy in front of the name
_NAME_WORDS = 4
_NAME_CAP = 40
_SHORTEST = 3  # letters of the longest word of a name
_BESIDE = re.compile(r"\s?[/,|·(]\s?|\s[-–—]\s")  # a town or a post behind the name
_RANK = re.compile(r"(?:[^\W\d_]{2,8}[.-]{1,2} ?){1,3}\([^\W\d_](?:[^\W\d_]|\.){1,8}\)")
_INITIAL = re.compile(r"[^\W\d_]{1,2}\.")
_HAN = r"\u3400-\u9fff々"
_KANJI = re.compile(
    rf"[^{_FAMILY['ja_words']}\W\d_a-zA-Z\u3040-\u30ff\uac00-\ud7af]{{2,3}}"
    rf"(?:[ \u3000][^{_FAMILY['ja_words']}\W\d_a-zA-Z\uac00-\ud7af]{{1,4}})?"
)
_JAPANESE_END = re.compile(
    r"(?:ま(?:す|した|せん)|です|でした|さい|たい|ね|よ|か)[。！!?？♪😊☺🙇\ufe0f\u200d♀♂ ]{0,6}$"
)
_CHINESE = re.compile(
    rf"(?:{'|'.join(_FAMILY['zh_two'])}|[{_FAMILY['zh']}])[{_HAN}]{{0,1}}[^{_FAMILY['zh_not']}]"
)
_JAPANESE = re.compile(
    rf"(?:{'|'.join(sorted(_FAMILY['ja'], key=len, reverse=True))})"
    rf"(?:[ \u3000]?[{_HAN}\u3040-\u30ff]{{1,4}})?"
)
_GIVEN = re.compile(rf"[{_HAN}]{{1,3}}|[\u3041-\u3096ー]{{2,4}}|[\u30a1-\u30ffー]{{2,4}}")
_KOREAN = re.compile(rf"[{_FAMILY['ko']}][가-힣]{{2}}")
_POST = re.compile(
    rf"[{_HAN}\u3040-\u30ff가-힣A-Za-z]{{0,12}}(?:{'|'.join(_RULES['posts']['glued'])})"
)
_FIRM = re.compile(
    r"公司|株式会社|有限会社|合同会社|사무소|주식회사|㈜|㈱|\((?:株|주)\)|[商学學病][会會校院]"
    r"|(?:茶[馆館庄莊]|工作室|画室|畫室|书店|書店|餐[厅廳]|酒店|[诊診]所|花店|琴行|[商车車]行|超市)$"
)
_PARTED = re.compile(r"[ \u3000|/／｜,，、·・]{1,8}")
_CARD = 4  # lines of a card in which its name stands
_CARD_WORDS = 4
_GLUED_SIGN = re.compile(rf"\s?(?:{'|'.join(_FAMILY['signs'])})$")


def name_signed(mail: Mail, address: str) -> str:
    """Return the name that ends the letter, "" if none can be told from what else stands there."""
    own = _filled(mail.own_words[-_LOOKED_AT:])
    below = _filled(mail.signature[:_LOOKED_AT])
    ends = [*own[-_SIGNED:], *below]
    # A sentence may name a neighbour of the same family.
    short = [line for line in ends if len(line.split()) <= _SIGNED_WORDS]
    said = [without_courtesy(line, 2) for line in short]
    made = (_with_rank(line, name_like_address(line, address)) for line in said)
    return (
        next(filter(None, made), "")
        or _below_closing(ends, mail, address)
        or _first_name(ends, address, own[-1] if own else "")
        or _glued_name(mail, below)
        or _beside_post(ends)
        or _above_card(mail)
    )


def _with_rank(line: str, name: str) -> str:
    """Keep a rank or degree whose bracket stands in front of the name: "Maj. (Retd) D. Orr"."""
    before = line[: line.find(name)].strip() if name else ""
    return f"{before} {name}" if _RANK.fullmatch(before) else name


def _filled(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def without_courtesy(line: str, least: int) -> str:
    """Drop what leads to a name: "Ihre Anna Berg", "Mit freundlichen Grüßen Anna Berg".

    `least`: words that must be left; "Su" is a name as well.
    """
    words = line.split()
    at = 0
    while at < len(words):
        sizes = range(min(_FORMULA, len(words) - at - least), 0, -1)
        led = (size for size in sizes if _leads(" ".join(words[at : at + size])))
        size = next(led, 0)
        if not size:
            break
        at += size
    return " ".join(words[at:])


def _leads(text: str) -> bool:
    said = key_of_word(text)
    return said in _COURTESY or said in THANKS or (len(said) > 1 and said in WORDING.sign_offs)


def _below_closing(ends: list[str], mail: Mail, address: str) -> str:
    """Read a person's name right below the last closing formula, or below "-- "."""
    quoted = set(_filled(mail.quoted[:_LOOKED_AT]))
    found = ""
    for above, line in pairwise(ends):
        # "İyi günler": its small letter is another than that of "I".
        formal = above in ("--", "—") or signs_off(above.replace("İ", "I"))
        if not formal and key_of_word(above) not in THANKS:
            continue
        said = without_courtesy(line, 2)
        name = _BESIDE.split(said[: 2 * _NAME_CAP])[0].rstrip(",;")
        # Below "thanks" wishes stand as well; what the quote ends with is ours.
        # "Thanks" / "M. Sandrock": no wish begins with an initial.
        sure = formal or _bears_part(address, name) or _INITIAL.fullmatch(name.partition(" ")[0])
        told = sure and is_persons(name, address) and line not in quoted and name not in quoted
        found = name if told else ""
    return found


def is_persons(name: str, address: str) -> bool:
    """Tell two to four words that may be a person's name from a firm, a post, a wish."""
    words = name.split()
    if not 1 < len(words) <= _NAME_WORDS or len(name) > _NAME_CAP or signs_off(name):
        return False
    if not all(_may_stand(word) for word in words) or words[-1] in NAME_PARTICLES:
        return False
    letters = [folded(word) for word in words]
    if max(map(len, letters)) < _SHORTEST or not _NO_NAMES.isdisjoint(letters):
        return False
    # All of a firm's name stands in its domain, and none of it in front of the sign.
    local, site = folded(address.partition("@")[0]), folded(site_of(domain_of(address)))
    firm = all(word in site for word in letters) and not any(word in local for word in letters)
    return not firm


def _may_stand(word: str) -> bool:
    if word in NAME_PARTICLES or _INITIAL.fullmatch(word):
        return True
    plain = word.replace("-", "").replace("'", "").replace("’", "")
    cased = plain.isalpha() and word[0].isupper() and not (len(plain) > 2 and word.isupper())
    return cased and is_name(word)


def _bears_part(address: str, name: str) -> bool:
    """Tell a name of which a word stands in the address: "Giuseppina Esposito", giusy.esposito@."""
    local = folded(address.partition("@")[0])
    return any(len(word) >= _SHORTEST and word in local for word in map(folded, name.split()))


def _first_name(ends: list[str], address: str, end: str) -> str:
    """Read one name on the last line that is a whole part of the address: "Yann", yann.kerviel@.

    Where the own words `end` a longer one may be any part: "Peter", wurzelpeter@.
    """
    local = folded(address.partition("@")[0])
    parts = {folded(part) for part in re.split(r"[._+-]", address.partition("@")[0])}
    for line in (*reversed(ends[-_SIGNED:]), end):
        word = without_courtesy(line, 1).rstrip(".,!")
        shaped = word.isalpha() and word.istitle() and len(word) >= _SHORTEST
        last = len(word) > _SHORTEST and line == end and folded(word) in local
        mine = last or folded(word) in parts
        if shaped and mine and is_name(word) and folded(word) not in _NO_NAMES:
            return word
    return ""


def _beside_post(ends: list[str]) -> str:
    """Read a Chinese, Japanese or Korean name beside a department or a post: "周敏 采购部".

    Japan writes the department first: "総務部 田中 花子".
    """
    for line in ends[: _SIGNED + _CARD]:
        words = _PARTED.split(line.strip())
        posts = [word for word in words if _POST.fullmatch(word)]
        name = " ".join(word for word in words if not _POST.fullmatch(word))
        if posts and len(words) <= _CARD_WORDS and _is_glued(name):
            return name
    return ""


def _above_card(mail: Mail) -> str:
    """Read a Chinese, Japanese or Korean name right above its firm and telephone.

    The card is the last paragraph: a line that goes on with the letter would be none of these.
    """
    text = f"{mail.own_words[-_LOOKED_AT:]}\n\n{mail.signature[:_LOOKED_AT]}".strip()
    lines = [line.strip() for line in text.rpartition("\n\n")[2].splitlines()]
    name, *card = lines or [""]
    whole = 0 < len(card) <= _CARD + _SIGNED and all(map(is_card_line, card))
    firm = [line for line in card if _FIRM.search(line) or BUSINESS.search(line)]
    # "高和" above "上海高和有限公司" is the firm once more.
    named = any(name in line for line in card)
    return name if whole and firm and not named and _is_glued(name) else ""


def _is_glued(name: str) -> bool:
    chinese = _CHINESE.fullmatch(name) and (len(name) > 2 or name[0] != name[1])
    return bool(chinese or _KOREAN.fullmatch(name)) or _is_japanese(name)


def _glued_name(mail: Mail, below: list[str]) -> str:
    """Read a Chinese, Japanese or Korean name on a line that stands alone at the end."""
    own = [line.strip() for line in mail.own_words[-_LOOKED_AT:].rstrip().splitlines()]
    alone = len(own) > 2 and not own[-2]
    signed = bool(below) and signs_off(below[0]) and len(below) > 1
    line = below[1] if signed else own[-1] if alone else ""
    # What Koreans and Chinese sign with ends "井上" as well.
    name = line if line in _FAMILY["ja"] else _GLUED_SIGN.sub("", line)
    if key(name) in WORDING.sign_offs or len(set(name)) == 1:
        return ""
    if _CHINESE.fullmatch(name) and (len(name) > 2 or name[0] != name[1]):
        return name
    if _KOREAN.fullmatch(name):
        return name if name != line or name[-1] not in _FAMILY["ko_not"] else ""
    # A family's name nobody listed: two or three signs alone below a Japanese letter's end.
    above = next((each for each in reversed(own[:-1]) if each), "")
    ended = alone and line == own[-1] and _JAPANESE_END.search(above) is not None
    told = ended and _KANJI.fullmatch(line) is not None
    return name if _is_japanese(name) or told else ""


def _is_japanese(name: str) -> bool:
    """Tell a family's name, with or without a given one behind it."""
    if _JAPANESE.fullmatch(name) is None:
        return False
    for family in (one for one in _FAMILY["ja"] if name.startswith(one)):
        rest = name[len(family) :]
        given = rest.strip(" \u3000")
        # "東京", "原因": one sign begins many words.
        whole = len(family) > 1 or rest != given
        if whole and (not given or (_GIVEN.fullmatch(given) and given not in _FAMILY["ja_not"])):
            return True
    return False
