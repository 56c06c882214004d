"""Invented names, shops, items and numbers for the mails the judge of lines learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numpy.random import Generator

_SITES = (
    *("bazarly", "marktly", "shopzone", "agora", "kupi", "tradenest", "helpwise", "formello"),
    *("pazarix", "allmart", "deskline", "chatter", "ponto", "ticketo", "mercadia", "kaufwelt"),
)
_SHOPS = (
    *("Lindenhof & Lanterns", "Oak & Ember", "Casa Norte", "Nordlys Hjem", "Studio Vega"),
    *("Lindenhof & Lanterns", "Birch Supply", "Maison Pluie"),
)
_ITEMS = (
    *("Lantern 30 cm brass", "Oil lamp set (2 pcs)", "Windlicht Glas klein", "Linen curtain"),
    *("LED lantern, warm white, 4-pack", "Lampe à huile", "ランタン 真鍮 30cm", "Φανάρι 30 εκ."),
    *("1 x Garden lantern (SKU LL-204) - € 39,90", "Фонарь садовый", "2 × Candle holder oak"),
)
_DAYS = (
    *("21.11.2026", "2026-11-21", "21/11/2026 14:02", "Nov 21, 2026", "2026年11月21日"),
    *("21. 11. 2026 09:15", "Sat, 21 Nov 2026", "2026/11/21 18:40"),
)
_PEOPLE = {
    "": "Anna Berger|Marta R.|Jonas Lindqvist|k.novak77|Sofia Conti|María Gil|Jan de Wit|lena_82|"
    "Tom Hughes|Elif K.|Kovács Péter|Lucie|Ingrid Moe|Zofia Lis|P. Laurent|Matti Virta",
    "bg ru uk sr": "Иван Петров|Олена К.|Мария Димитрова|Јелена Илић|Сергей|Анна Т.",
    "el": "Νίκος Π.|Ελένη Γεωργίου|Κώστας",
    "ar fa": "محمد علي|سارا رضایی|نور|ليلى حسن",
    "he": "דנה כהן|יוסי|רות לוי",
    "hi": "राहुल शर्मा|प्रिया|अमित",
    "th": "สมชาย|คุณนิดา|วรรณา",
    "ja": "佐藤 美咲|田中|鈴木 健",
    "ko": "김민지|박준호|이서연",
    "zh-Hans zh-Hant": "王芳|林小姐|陈伟|張先生",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What one made mail is about: `values` fill the templates, `site` is the machine's name."""

    site: str
    values: dict[str, str]


def invented(generator: Generator, language: str) -> Facts:
    """Draw the facts of one mail; names are of the language's script."""

    def one(choices: Sequence[str]) -> str:
        return choices[int(generator.integers(len(choices)))]

    people = next((v for codes, v in _PEOPLE.items() if language in codes.split()), _PEOPLE[""])
    number = int(generator.integers(10_000, 10_000_000))
    site = one(_SITES)
    letters = one(("BZ", "P", "R-", "#", "TK-"))
    values = {
        "buyer": one(people.split("|")),
        "shop": one(_SHOPS),
        "order": one((str(number), f"{number % 900 + 99}-{number}", f"{letters}{number}")),
        "item": one(_ITEMS),
        "date": one(_DAYS),
        "site": one((site.capitalize(), site, f"{site.capitalize()}.example")),
        "url": f"https://{one(('seller.', 'www.', ''))}{site}.example/t/{number}",
        "n": str(number % 90_000),
    }
    return Facts(site, values)
