"""What each engine calls the languages of languages.toml.

The trap: an engine guesses or refuses when given another's code (`nb`, `he`, `zh-Hans`), and some
tell a language to read from one to write.
"""

from __future__ import annotations

from collections.abc import Mapping

from triage.errors import TranslationUnsupported
from triage.understanding.languages import UNKNOWN

# Every code of ours that an engine takes: "de" as it is, "he:iw" by another name.
_READS = {
    "google": "ar bg ca cs da de el en es et fa fi fr he:iw hi hr hu id it ja ko lt lv ms nb:no nl "
    "pl pt ro ru sk sl sr sv th tr uk vi zh-Hans:zh-CN zh-Hant:zh-TW und:auto",
    # A server of one's own speaks what was installed; it refuses the rest by itself.
    "libretranslate": "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nb "
    "nl pl pt ro ru sk sl sr sv th tr uk vi zh-Hans:zh zh-Hant:zt und:auto",
    "microsoft": "ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv ms nb nl pl "
    "pt ro ru sk sl sr:sr-Latn sv th tr uk vi zh-Hans zh-Hant und:",
    "deepl": "ar:AR bg:BG cs:CS da:DA de:DE el:EL en:EN es:ES et:ET fi:FI fr:FR he:HE hu:HU id:ID "
    "it:IT ja:JA ko:KO lt:LT lv:LV nb:NB nl:NL pl:PL pt:PT ro:RO ru:RU sk:SK sl:SL sv:SV th:TH "
    "tr:TR uk:UK vi:VI zh-Hans:ZH zh-Hant:ZH und:",
    "baidu": "ar:ara bg:bul ca:cat cs da:dan de el en es:spa et:est fa:per fi:fin fr:fra he:heb "
    "hi hr:hrv hu id it ja:jp ko:kor lt:lit lv:lav ms:may nb:nob nl pl pt ro:rom ru sk sl:slo "
    "sr:srp sv:swe th tr uk:ukr vi:vie zh-Hans:zh zh-Hant:cht und:auto",
    "tencent": "ar de en es fr hi id it ja ko ms pt ru th tr vi zh-Hans:zh zh-Hant:zh-TW und:auto",
}
_WRITES = {"deepl": {"en": "EN-US", "pt": "PT-PT", "zh-Hans": "ZH-HANS", "zh-Hant": "ZH-HANT"}}


def codes(engine: str, source: str, target: str) -> tuple[str, str]:
    """Return what the engine calls a pair of languages; source "" where it must not be named.

    Raises TranslationUnsupported.
    """
    reads = _TABLES[engine]
    if source not in reads:
        raise TranslationUnsupported(f"{engine}: does not read the language {source}")
    if target not in reads or target == UNKNOWN:
        raise TranslationUnsupported(f"{engine}: does not write the language {target}")
    return reads[source], _WRITES.get(engine, {}).get(target, reads[target])


def _table(listed: str) -> Mapping[str, str]:
    pairs = (entry.partition(":") for entry in listed.split())
    return {ours: theirs if colon else ours for ours, colon, theirs in pairs}


_TABLES = {engine: _table(listed) for engine, listed in _READS.items()}
