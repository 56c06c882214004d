"""The store's reply templates, read once from a folder, with regions' and a store's laid over.

The trap: Chinese in the other script and Norwegian's two forms share a language code with somebody
who must not be answered in them; which set stands in for which is told here and nowhere else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from triage.drafts.language_set import LanguageSet, TemplateFile
from triage.drafts.phrases import read_table
from triage.errors import TemplateBroken

FALLBACK = "en"
UNFINISHED = ".new"  # ends the name of a language's folder that is not in force yet
_FAMILIAR = ".familiar.toml"
_REGION = re.compile(r"(?P<stem>[a-z]{2,3}(?:-[A-Z][a-z]{3})?)-(?:[A-Z]{2}|[0-9]{3})")
_SAME = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant"} | {
    "zh-HK": "zh-Hant",
    "no": "nb",
    "iw": "he",
    "in": "id",
}


class Relation(StrEnum):
    """How the language of an answer stands to the customer's."""

    OWN = "own"
    RELATIVE = "relative"  # a neighbour's, which readers accept
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Choice:
    """The set an answer is written with."""

    words: LanguageSet
    relation: Relation


class Library:
    """All templates of a folder, with one store's overrides laid over them."""

    def __init__(
        self,
        folder: Path,
        store: str = "",
        familiar: Collection[str] = (),
        *,
        only: Collection[str] = (),
        unfinished: bool = False,
    ) -> None:
        """Read, check and try out every template; raise TemplateBroken for the first bad one.

        In the languages of `familiar` the store says du, tu, tú: their familiar files count too.
        `only` leaves out other languages, but never English; with `unfinished` a folder such as
        fi.new counts as if it were fi already.
        """
        if not folder.is_dir():
            raise TemplateBroken(f"{folder}: no such folder; set templates under [paths]")
        if store and (store != Path(store).name or store.startswith(".")):
            raise TemplateBroken(f"stores/{store}: a store's id cannot be a path")
        wanted = {FALLBACK, *only, *map(_stem, only)} if only else None
        common = _files(folder, "", wanted, unfinished)
        own = _files(folder, f"stores/{store}/", wanted, unfinished) if store else {}
        if FALLBACK not in common:
            raise TemplateBroken(
                f"{folder}/{FALLBACK}: the English set is not there; it answers every customer "
                "whose language has no set"
            )
        if wanted is not None:
            familiar = [language for language in familiar if language in wanted]
        _know_familiar(familiar, common, own)
        self._sets: dict[str, LanguageSet] = {}
        for language in sorted({*common, *own}):
            codes = _from_stem(language, common)
            self._sets[language] = _set(
                language,
                tuple(
                    tuple(f for n, f in layer[code].items() if _counts(n, code, familiar))
                    for layer in (common, own)
                    for code in codes
                    if code in layer
                ),
            )
        self._courteous, self._courteous_source = _lines(folder, "courteous.toml", "default")
        self._relatives, _ = _lines(folder, "relatives.toml", "")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages (and regions) with a complete set of their own, sorted."""
        return tuple(sorted(self._sets))

    def set_for(self, language: str, locale: str = "") -> LanguageSet | None:
        """Return the set of a BCP 47 code, by its region or language alone if need be, or None."""
        if locale in self._sets and locale.startswith(f"{language}-"):
            return self._sets[locale]
        return self._sets.get(_canonical(language, self._sets))

    def choose(self, language: str, locale: str = "") -> Choice:
        """Choose the set to answer with: the language's, a near relative's, else English."""
        if own := self.set_for(language, locale):
            return Choice(own, Relation.OWN)
        stem = language.split("-")[0]
        near = self._relatives.get(language) or self._relatives.get(stem, "")
        if near and (relative := self.set_for(near)):
            return Choice(relative, Relation.RELATIVE)
        return Choice(self.fallback, Relation.ENGLISH)

    @property
    def fallback(self) -> LanguageSet:
        """The English set."""
        return self._sets[FALLBACK]

    def courteous(self, language: str) -> tuple[str, str]:
        """Return the first line over an English answer, and the source it counts with."""
        key = _canonical(self._relatives.get(language, language), self._courteous)
        return self._courteous.get(key, self._courteous["default"]), self._courteous_source

    @staticmethod
    def fingerprint(folder: Path) -> str:
        """Return a digest of every template below `folder`; a change asks for a new Library."""
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".txt", ".toml"} and path.is_file():
                digest.update(str(path.relative_to(folder)).encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


@lru_cache(maxsize=512)
def _set(language: str, layers: tuple[tuple[TemplateFile, ...], ...]) -> LanguageSet:
    """Build a set once for the same words: stores share it, and a reload builds what changed."""
    return LanguageSet(
        language, tuple({file.name.rpartition("/")[2]: file for file in layer} for layer in layers)
    )


def _counts(name: str, language: str, familiar: Collection[str]) -> bool:
    """Tell whether a file of a language's folder counts for a store."""
    return not name.endswith(_FAMILIAR) or language in familiar or _stem(language) in familiar


def _from_stem(language: str, common: Mapping[str, object]) -> tuple[str, ...]:
    """Return the folders a set is laid together from, e.g. pt and pt-BR."""
    stem = _stem(language)
    return (stem, language) if stem != language and stem in common else (language,)


def _stem(language: str) -> str:
    region = _REGION.fullmatch(language)
    return region["stem"] if region else language


def _know_familiar(
    familiar: Iterable[str], *layers: Mapping[str, Mapping[str, TemplateFile]]
) -> None:
    for language in familiar:
        if not any(f"phrases{_FAMILIAR}" in layer.get(language, {}) for layer in layers):
            raise TemplateBroken(
                f"{language}/phrases{_FAMILIAR} is not there, though the store's `familiar` names "
                f"{language}; write it or take {language} out of the setting"
            )


def _canonical(language: str, known: Mapping[str, object]) -> str:
    if language in known:
        return language
    # zh-Hant must not be answered in zh-Hans: the script is part of the language there.
    stem = "-".join(language.split("-")[: 2 if language.startswith("zh") else 1])
    return _SAME.get(stem, stem)


def _files(
    folder: Path, below: str, only: Collection[str] | None, unfinished: bool
) -> dict[str, dict[str, TemplateFile]]:
    """Return the files of the language folders below a folder, by language and file name."""
    root = folder / below
    found: dict[str, dict[str, TemplateFile]] = {}
    for path in sorted(root.glob("*/*")) if root.is_dir() else ():
        is_new = path.parent.name.endswith(UNFINISHED)
        language = path.parent.name.removesuffix(UNFINISHED)
        left_out = language == "stores" or (is_new and not unfinished)
        if left_out or (only is not None and language not in only):
            continue
        if path.suffix in {".txt", ".toml"} and path.is_file():
            name = path.relative_to(folder).as_posix()
            found.setdefault(language, {})[path.name] = TemplateFile(name, _read(path, name))
    return found


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise TemplateBroken(f"{name}, line {line}: not UTF-8; save the file as UTF-8") from error


def _lines(folder: Path, name: str, needed: str) -> tuple[dict[str, str], str]:
    """Read a file of one line per language; a missing one is refused."""
    if not (folder / name).is_file():
        raise TemplateBroken(f"{folder / name} is not there; restore it from the program's own")
    source = _read(folder / name, name)
    lines = {key: str(value) for key, value in read_table(name, source).items()}
    if needed and needed not in lines:
        raise TemplateBroken(f"{name}: the line called {needed} is missing")
    return lines, source
