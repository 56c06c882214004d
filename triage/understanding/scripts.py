"""What the letters alone tell: the script of a text, and which Chinese it is.

The trap: customers of any country type in Latin letters, so Latin excludes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from triage.understanding.languages import languages

# Each ideograph or syllable says as much as about two letters of an alphabet.
_SCRIPTS = (
    ("Latn", 1, re.compile(r"[A-Za-z\u00aa-\u02af\u1e00-\u1eff]")),
    ("Cyrl", 1, re.compile(r"[\u0400-\u052f]")),
    ("Grek", 1, re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("Hebr", 1, re.compile(r"[\u05d0-\u05ea]")),
    ("Arab", 1, re.compile(r"[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufeff]")),
    ("Deva", 1, re.compile(r"[\u0904-\u0939\u0958-\u0961]")),
    ("Thai", 1, re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]")),
    ("Kana", 2, re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")),
    ("Hang", 2, re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")),
    ("Hani", 2, re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
)
# A letter of a script that parts no words, or glues on what stands beside one.
GLUED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SHINJITAI = re.compile("[発対検図売価両応働込円気実帰駅]")  # not in every codec, so listed
_HAN = re.compile(r"[\u4e00-\u9fff]")
# 2, 3, 5, 7 for hamza, ain, khah, hah amid letters, or 3 and 7 before them: "wa7da", "3andy".
_ARABIZI = re.compile(r"\b(?:[a-z]{1,12}[2357][a-z]{1,12}|[37][a-z]{3,12}|[a-z]{3,12}[357])\b")
_CANTONESE = re.compile("[嘅咗喺冇佢哋嚟啲畀睇唔咁嗰乜嘢]|點解|邊度|幾時")


def of(text: str) -> Counter[str]:
    """Weigh the scripts of a text, heaviest first in `most_common`."""
    weights: Counter[str] = Counter()
    for name, weight, letters in _SCRIPTS:
        if count := len(letters.findall(text)):
            weights[name] = weight * count
    return weights


def main(text: str) -> str:
    """Name the script that carries the text, "" without letters; kana makes it "Jpan"."""
    weights = of(text)
    if not weights:
        return ""
    east = {name: weights[name] for name in ("Kana", "Hani", "Hang")}
    # Any decent share of kana is Japanese: Chinese writers use one or two (の) as decoration.
    if east["Kana"] > 0.1 * sum(east.values()) and east["Kana"] > east["Hang"]:
        weights = weights - Counter(east)
        weights["Jpan"] = sum(east.values())
    return weights.most_common(1)[0][0]


@cache
def candidates(script: str) -> frozenset[str]:
    """List the codes a text in this script may be; Latin leaves all that are typed in it."""
    if script == "Hani":
        return frozenset({"zh-Hans", "zh-Hant", "ja"})
    if script == "Latn":
        # Korean, Thai, Hebrew and Chinese are hardly ever mailed in Latin letters.
        return frozenset(languages()) - {"ko", "th", "he", "zh-Hans", "zh-Hant"}
    return frozenset(code for code, one in languages().items() if one.script == script)


def _only_in(text: str, codec: str, other: str) -> int:
    return sum(1 for one in _HAN.findall(text) if _fits(one, codec) and not _fits(one, other))


@cache
def _fits(character: str, codec: str) -> bool:
    return bool(character.encode(codec, "ignore"))


def chinese(text: str) -> tuple[str, float]:
    """Tell simplified from traditional with how sure we are, 0.5..1.

    GB 2312 holds the simplified forms, Big5 the traditional ones: a character in only one of the
    two national sets is of that form.
    """
    simple, traditional = _only_in(text, "gb2312", "big5"), _only_in(text, "big5", "gb2312")
    if simple == traditional:
        return ("zh-Hant", 0.9) if cantonese(text) else ("zh-Hans", 0.55)
    most = max(simple, traditional)
    sure = (most + 1) / (simple + traditional + 1.1)
    return ("zh-Hans" if simple > traditional else "zh-Hant", sure)


def arabizi(text: str) -> int:
    """Count the words that look like Arabic typed in Latin letters; one alone is a product."""
    found = len(set(_ARABIZI.findall(text)))
    return found if found > 1 else 0


def cantonese(text: str) -> bool:
    """Tell whether words only Cantonese writes occur: almost always Hong Kong."""
    return len(_CANTONESE.findall(text)) > 0


def shinjitai(text: str) -> bool:
    """Tell whether Han text without kana is written in Japanese forms (返品希望、発送 …)."""
    return bool(_SHINJITAI.search(text)) and not _only_in(text, "gb2312", "shift_jis")
