"""What a language's folder has and lacks, also while it is half written: coverage, key by key.

Unlike Library this never refuses: an empty text counts as missing, a broken file as its fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from triage.drafts.hearing import RULES
from triage.drafts.language_set import NEEDED, is_language
from triage.drafts.library import FALLBACK, UNFINISHED
from triage.drafts.phrases import read_table
from triage.drafts.places import COUNTS, flat
from triage.drafts.wanted import letters_wanted, phrases_wanted
from triage.errors import TemplateBroken
from triage.understanding.taxonomy import Type

_LISTS = ("apology", "safety", "order_labels")
_OWN_COUNTS = ("order", "ask")  # order.one, ask.many … are sentences of their own


@dataclass(frozen=True, slots=True)
class Part:
    """A group of what a language needs, and what of it is missing, as file and key."""

    name: str
    of: int
    missing: tuple[str, ...] = ()
    needed: bool = True  # False: nice to have


@dataclass(frozen=True, slots=True)
class Coverage:
    """One language: its parts, the files that cannot be read, whether it is in force."""

    language: str
    folder: str
    parts: tuple[Part, ...]
    broken: tuple[str, ...] = ()
    region_of: str = ""

    @property
    def complete(self) -> bool:
        """Tell whether nothing a language must have is missing or broken."""
        return not self.broken and not any(part.missing for part in self.parts if part.needed)


def languages(folder: Path) -> tuple[str, ...]:
    """Return the languages and regions that have a folder, finished or not, sorted."""
    names = {path.parent.name for path in folder.glob("*/*") if path.suffix in {".toml", ".txt"}}
    return tuple(sorted({name.removesuffix(UNFINISHED) for name in names - {"stores"}}))


def coverage(folder: Path, language: str, courteous: Collection[str] = ()) -> Coverage:
    """Say what a language has and lacks; a region counts with the language it stands over."""
    stem = language.rpartition("-")[0] if (folder / language.rpartition("-")[0]).is_dir() else ""
    stem = stem if "-" in language and stem else ""
    broken: list[str] = [] if is_language(language) else [f"{language}/: no such language"]
    held = {
        table: _held(folder, (stem, language), f"{table}.toml", broken)
        for table in ("phrases", "letters", "tone")
    }
    familiar = _held(folder, (language,), "phrases.familiar.toml", broken)
    frames = [name for name in NEEDED if not _files(folder, (stem, language), f"{name}.txt")]
    wanted = {"phrases": tuple(phrases_wanted()), "letters": tuple(letters_wanted())}
    lacking = {
        table: [k for k in keys if not _has(held[table], k)] for table, keys in wanted.items()
    }
    parts = [
        *_grouped("phrases", wanted["phrases"], lacking["phrases"]),
        *_grouped("letters", wanted["letters"], lacking["letters"]),
        _tone(held["tone"]),
        Part("frames", len(NEEDED), tuple(f"{name}.txt" for name in frames)),
        Part("familiar", 1, () if familiar else ("phrases.familiar.toml",), needed=False),
    ]
    if courteous:
        lacks = language not in courteous and stem not in courteous and language != FALLBACK
        parts.append(Part("courteous", 1, ("courteous.toml",) if lacks else (), needed=False))
    return Coverage(language, _place(folder, language), tuple(parts), tuple(broken), stem)


def courteous_lines(folder: Path) -> tuple[str, ...]:
    """Return the languages with a first line over an English answer. Raises TemplateBroken."""
    file = folder / "courteous.toml"
    return tuple(read_table(file.name, file.read_text("utf-8-sig"))) if file.is_file() else ()


def _grouped(table: str, wanted: Collection[str], lacking: Collection[str]) -> Iterator[Part]:
    for name, mine in _GROUPS[table].items():
        keys = [key for key in wanted if mine(key)]
        missing = tuple(f"{table}.toml: {key}" for key in lacking if mine(key))
        yield Part(name, len(keys), missing)


def _of_types(key: str) -> bool:
    group, _, subject = key.partition(".")
    return group in ("understood", "apology", "next") and subject in {t.value for t in Type}


_GROUPS: Mapping[str, Mapping[str, Callable[[str], bool]]] = {
    "phrases": {
        "types": _of_types,
        "first": lambda key: not _of_types(key) and not key.startswith("evidence."),
        "evidence": lambda key: key.startswith("evidence."),
    },
    "letters": {
        "letters": lambda key: not key.startswith("reason."),
        "reasons": lambda key: key.startswith("reason."),
    },
}


def _has(held: Mapping[str, object], key: str) -> bool:
    stem, _, last = key.rpartition(".")
    own = f".{last}" in COUNTS and stem in _OWN_COUNTS
    names = (key,) if own else (key, f"{key}.one", f"{key}.none")
    return any(str(held.get(name) or "").strip() for name in names)


def _tone(held: Mapping[str, object]) -> Part:
    names = [*_LISTS, *(f"{rule.name}.find" for rule in RULES)]
    missing = tuple(
        f"tone.toml: {name.removesuffix('.find')}" for name in names if not held.get(name)
    )
    return Part("tone", len(names), missing)


def _held(
    folder: Path, codes: tuple[str, ...], name: str, broken: list[str]
) -> Mapping[str, object]:
    """Return what the files of this name hold, a region's over its language's."""
    held: dict[str, object] = {}
    for file in _files(folder, codes, name):
        told = file.relative_to(folder).as_posix()
        try:
            held |= flat(told, file.read_text("utf-8-sig"))
        except UnicodeDecodeError:
            broken.append(f"{told}: not UTF-8; save the file as UTF-8")
        except TemplateBroken as error:
            broken.append(str(error))
    return held


def _files(folder: Path, codes: tuple[str, ...], name: str) -> list[Path]:
    places = [folder / f"{code}{end}" / name for code in codes if code for end in ("", UNFINISHED)]
    return [place for place in places if place.is_file()]


def _place(folder: Path, language: str) -> str:
    return language if (folder / language).is_dir() else f"{language}{UNFINISHED}"
