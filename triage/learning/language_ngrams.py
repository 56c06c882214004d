"""Tally triage/understanding/ngrams.npz from the labelled examples, or check it on held-out ones.

`python -m triage.learning.language_ngrams tally` writes the table; `check` reads every third
example by a table of the other two thirds and says how many languages came out right.

The trap: customers leave accents out and write Greek and Cyrillic in Latin letters more often than
the examples do, so each example is tallied again in such spellings, at a third of the weight.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from triage.learning.examples import FOLDER
from triage.understanding.language import LanguagePrior, LanguageReader
from triage.understanding.languages import languages
from triage.understanding.meaning import Words
from triage.understanding.ngrams import Ngrams, grams

TABLE = Path(str(files("triage.understanding").joinpath("ngrams.npz")))
KEPT = 30_000
_OWN, _SPELLING = 3, 1  # weights of an example and of each respelling


def _pairs(letters: str, *latin: str) -> list[dict[str, str]]:
    return [dict(zip(letters, one.split(), strict=True)) for one in latin]


_SCHEMES: dict[str, list[dict[str, str]]] = {
    "el": _pairs(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n ks o p r s s t i f x ps o",
        "a b g d e z h 8 i k l m n x o p r s s t y f h ps w",
        "a v g d e z i th i k l m n ks o p r s s t y f ch ps o",
    ),
    "bg": _pairs(
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya",
        "a b v g d e j z i i k l m n o p r s t u f h c ch sh sht y y yu q",
        "a b v g d e j z i i k l m n o p r s t u f h c 4 6 6t u y yu ia",
    ),
    "ru": _pairs(
        "абвгдеёжзийклмнопрстуфхцчшщыэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch y e yu ya",
        "a b v g d e e zh z i j k l m n o p r s t u f kh c ch sh sch y e ju ja",
    ),
    "uk": _pairs(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщюя",
        "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh sch yu ya",
    ),
    "sr": _pairs(
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š",
    ),
}


def bare(text: str) -> str:
    """Drop accents, as on a keyboard without them."""
    split = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(one for one in split if not unicodedata.combining(one))
    return plain.translate(str.maketrans("đłøıæœß", "dloiaos"))


def _is_latin(text: str) -> bool:
    letters = [one for one in text.lower() if one.isalpha()]
    return 2 * sum("a" <= one <= "z" for one in letters) > len(letters)


def _cyrillic(text: str) -> str:
    back = {latin: letter for letter, latin in _SCHEMES["sr"][0].items()}
    return re.sub("lj|nj|dž|[a-zđžćčš]", lambda m: back.get(m[0], m[0]), text.lower())


def spellings(code: str, text: str) -> Iterator[tuple[str, str]]:
    """Give the other spellings customers use: (class, text)."""
    low = text.lower()
    if code == "sr":
        latin = low if _is_latin(low) else _respelt(low, _SCHEMES["sr"][0])
        yield ("sr", _cyrillic(low)) if _is_latin(low) else ("sr~", latin)
        yield "sr~", bare(latin)
    elif code in _SCHEMES and not _is_latin(low):
        source = bare(low) if code == "el" else low
        yield from ((f"{code}~", _respelt(source, scheme)) for scheme in _SCHEMES[code])
        if source != low:
            yield code, source
    elif code == "ja":
        yield "ja~", _romaji(low)
    elif languages()[code].script == "Latn" and bare(low) != low:
        yield code, bare(low)


_KANA = re.compile("[\u3041-\u3096]+|[\u30a1-\u30fa]+")
_HEPBURN = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu"}


def _romaji(text: str) -> str:
    """Spell the kana of a text in Latin letters; its ideographs have no one reading."""
    runs = (found.group() for found in _KANA.finditer(text))
    return " ".join("wa" if run == "は" else _spelt(run) for run in runs)


def _spelt(kana: str) -> str:
    written = ""
    doubled = False
    for one in kana:
        sound = unicodedata.name(one).split(" LETTER ")[-1].lower().removeprefix("small ")
        small = " SMALL " in unicodedata.name(one)
        if small and sound == "tu":
            doubled = True
            continue
        sound = _HEPBURN.get(sound, sound if len(sound) < 4 else "")
        if small and sound.startswith("y") and written.endswith("i"):
            # しゃ is sha, きゃ is kya.
            stem = written[:-1]
            sound = sound[1:] if stem.endswith(("sh", "ch", "j")) else sound
            written = stem
        written += (sound[:1] if doubled else "") + sound
        doubled = False
    return written


def _respelt(text: str, scheme: Mapping[str, str]) -> str:
    return "".join(scheme.get(one, "" if one in "ьъ" else one) for one in text)


def _class(code: str, text: str) -> str:
    own = languages()[code].script
    return f"{code}~" if own != "Latn" and _is_latin(text) else code


def tally(rows: Iterable[tuple[str, str]]) -> bytes:
    """Count (code, text) rows into the packed table that `Ngrams` loads."""
    counts: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for code, text in rows:
        versions = [(_class(code, text), text, _OWN)]
        versions += [(name, other, _SPELLING) for name, other in spellings(code, text)]
        for name, version, weight in versions:
            for gram in grams(version):
                counts.setdefault(name, Counter())[gram] += weight
                total[gram] += weight
    names = sorted(sorted(total), key=lambda gram: -total[gram])[:KEPT]
    place = {gram: at for at, gram in enumerate(names)}
    classes = sorted(counts)
    cells = sorted(
        (place[gram], column, min(number, 65_535))
        for column, name in enumerate(classes)
        for gram, number in counts[name].items()
        if gram in place
    )
    row, column, number = (np.array(values) for values in zip(*cells, strict=True))
    packed = BytesIO()
    np.savez_compressed(
        packed,
        grams=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        classes=np.frombuffer("\n".join(classes).encode(), dtype=np.uint8),
        row=row.astype(np.uint16),
        column=column.astype(np.uint8),
        count=number.astype(np.uint16),
    )
    return packed.getvalue()


def examples(folder: Path) -> Iterator[tuple[str, str]]:
    """Read `<code>[.n].jsonl` files: (code, subject and text) of every line."""
    for path in sorted(folder.glob("*.jsonl")):
        code = path.name.split(".")[0]
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield code, f"{row.get('subject', '')}\n{row['text']}"


def check(rows: list[tuple[str, str]], folds: int = 3) -> dict[str, tuple[int, int]]:
    """Read each fold by a table of the others: code → (examples told right, examples)."""
    right: Counter[str] = Counter()
    for fold in range(folds):
        kept = tally(row for at, row in enumerate(rows) if at % folds != fold)
        reader = LanguageReader(ngrams=Ngrams(kept))
        for code, text in rows[fold::folds]:
            subject, _, body = text.partition("\n")
            guess, _ = reader.read(Words(subject=subject, text=body), LanguagePrior())
            right[code] += guess.code == code
    return {code: (right[code], number) for code, number in Counter(c for c, _ in rows).items()}


app = typer.Typer(add_completion=False)
Source = Annotated[Path, typer.Option(help="folder of labelled mails")]


@app.command("tally")
def tally_command(
    source: Source = FOLDER, target: Annotated[Path, typer.Option(help="the table")] = TABLE
) -> None:
    """Write the table that is shipped."""
    target.write_bytes(tally(examples(source)))


@app.command("check")
def check_command(source: Source = FOLDER) -> None:
    """Say how many held-out examples are told right, worst language first."""
    told = check(list(examples(source)))
    for code, (right, number) in sorted(told.items(), key=lambda one: one[1][0] / one[1][1]):
        typer.echo(f"{code:8} {right:5} of {number:5}  {right / number:.1%}")
    right, number = (sum(column) for column in zip(*told.values(), strict=True))
    typer.echo(f"all      {right:5} of {number:5}  {right / number:.2%}")


if __name__ == "__main__":
    app()
