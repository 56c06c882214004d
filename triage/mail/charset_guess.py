"""Guesses the charset of bytes nobody labelled, by the letters everyday mail is made of.

The trap: nearly every byte string is valid in several double-byte charsets and in all single-byte
ones; what is valid proves nothing, what is common does.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

_BYTES_READ = 8192  # a guess does not get better with more
# What people still write mail in; the rest of charset_normalizer's hundred adds wrong guesses.
_GUESSES = [
    *("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "cp1251", "koi8_r", "cp1252"),
    *("cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
]
_DOUBLE_BYTE = ("cp949", "euc_jp", "gb18030", "big5hkscs", "cp932")
_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行"
    "所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无它与"
    "把十第公此已使情明知全三又关点正业外将两高间由问很最重并物手应向头文体相见被什二等产或新己制身果月话合回"
    "特代内信化老给世位次度门任常先通教原东声提及比员解水名真处走各入几口认条平系气题活更别打女变四总何电数安"
    "少报才结反受目太量再感建务做接必件计管期直资命金指许统区保至队形便决司五基眼书非则听白却光放强即像难且完"
    "设式色路记品住告类求程北边死张该交规万取拉格望觉术共确切今院让识候带导订单货款退换收包裹快递流客服请谢您"
    "吗呢吧破损坏买卖店付钱元查询没送到达错漏缺少颜红蓝绿黑照片联旧灯杯子箱盒"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行"
    "所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意無它與"
    "把十第公此已使情明知全三又關點正業外將兩高間由問很最重並物手應向頭文體相見被什二等產或新己制身果月話合回"
    "特代內信化老給世位次度門任常先通教原東聲提及比員解水名真處走各入幾口認條平系氣題活更別打女變四總何電數安"
    "少報才結反受目太量再感建務做接必件計管期直資命金指許統區保至隊形便決司五基眼書非則聽白卻光放強即像難且完"
    "設式色路記品住告類求程訂單貨款退換收包裹快遞流客服請謝您嗎呢吧破損壞買賣店付錢查詢送達錯漏缺顏紅藍綠黑照"
    "片聯舊燈籠杯箱盒出寄"
)
_HANGUL = frozenset(
    "이다는에을의가하고지은로한도를기서어사니나인리아해게자수라대들있시정과일그것으전안부보주제습만여않문면상우오원"
    "된적됩교중장연소동세스던거네요야려르비드배송환불품구매색크발받왔았었습합까언반취확결금액내바무물신용진처청"
)
_MARKS = frozenset("，。！？：；、“”（）《》　「」")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HAN_OR_KANA = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_ENOUGH = 0.35  # of all letters; running text has over half of them in the lists above

# The letters beyond ASCII that each language is written with, by the charset that holds them.
_ALPHABETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "cp1252",
        (
            "äöüß",  # German
            "àâæçéèêëïîôœùûüÿ",
            "áéíñóúü¿¡ªº",
            "áâãàçéêíóôúüªº",  # Portuguese; its õ is looked at below
            "àèéìíîòóùú",
            "æøåéèàòóôäö",  # Danish, Norwegian, Swedish
            "åäöéà",
            "éëïóöüèáêú",  # Dutch
            "äöõüšž",
            "áæéíðóþúýö",
            "àçèéíïòóúü·",  # Catalan
        ),
    ),
    (
        "cp1250",
        (
            "áčďéěíňóřšťúůýž",
            "áäčďéíĺľňóôŕšťúýž",
            "ąćęłńóśźż",
            "áéíóöőúüű",
            "čćđšž",
        ),
    ),
    ("cp1254", ("çğıöşüâîûİ",)),
    ("cp1257", ("ąčęėįšųūž", "āčēģīķļņšūž")),
)
_PLAIN_MARKS = frozenset("€‚„…‘’“”•–—™\xa0§«»°±²³´µ¶·©®")
_PORTUGUESE_TILDE = re.compile("õe|Õ[Ee]")


def guess(data: bytes) -> str:
    """Guess the charset of unlabelled bytes over 0x7F, "" if nothing fits."""
    sample = data[:_BYTES_READ]
    best, most = "", 0.0
    for name in _DOUBLE_BYTE:
        share = _everyday(sample, name)
        if share > most:
            best, most = name, share
    if most >= _ENOUGH:
        return best
    found = from_bytes(sample, cp_isolation=_GUESSES).best()
    return found.encoding if found is not None else ""


def _everyday(sample: bytes, name: str) -> float:
    """Return which share of the letters is common in the language of a double-byte charset."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError as error:
        # The sample may end inside a letter.
        if error.start < len(sample) - 3:
            return 0.0
        text = sample.decode(name, "ignore")
    foreign = [char for char in text if char > "\x7f"]
    letters = [char for char in foreign if char not in _MARKS]
    if len(letters) < 2:
        return 0.0
    if name in ("euc_jp", "cp932"):
        # Japanese without a single kana is no sentence.
        kana = len(_KANA.findall(text))
        han = len(_HAN_OR_KANA.findall(text))
        return (kana + han) / (2 * len(letters)) if kana else 0.0
    common = {"cp949": _HANGUL, "gb18030": _SIMPLIFIED, "big5hkscs": _TRADITIONAL}[name]
    return sum(char in common for char in letters) / len(letters)


def latin(data: bytes) -> str:
    """Return the charset whose languages are written with just these letters, "" if unsure.

    Windows-1252 comes first: what reads well in it is not doubted.
    """
    sample = data[:_BYTES_READ]
    best, most = "", 0.0
    for codec, alphabets in _ALPHABETS:
        text = sample.decode(codec, "replace")
        letters = [char for char in text.lower() if char > "\x7f" and char not in _PLAIN_MARKS]
        if codec == "cp1252":
            letters = _without_tilde(text.lower(), letters)
        fitting = max(sum(char in alphabet for char in letters) for alphabet in alphabets)
        share = fitting / max(len(letters), 1)
        if share > most + 0.001:
            best, most = codec, share
    return best if most >= 0.9 else ""


def _without_tilde(text: str, letters: list[str]) -> list[str]:
    """Let õ count as a letter of Portuguese only before e, as in ões; Estonian has its own."""
    if "õ" not in letters or not _PORTUGUESE_TILDE.search(text):
        return letters
    return [char for char in letters if char != "õ"]
