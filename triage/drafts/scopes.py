"""What of a templates folder is tried out by itself: a language, its familiar form, a store's own.

A half-written or broken language does not keep the others from being tried out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from triage.drafts.coverage import coverage, languages
from triage.drafts.draft import Level
from triage.drafts.examine import Flaw, examine
from triage.drafts.language_set import TABLES
from triage.drafts.library import UNFINISHED, Library
from triage.drafts.matrix import QUICK, matrix
from triage.drafts.places import Place
from triage.errors import TemplateBroken

FAMILIAR = "phrases.familiar.toml"
STORES = "stores"
_TABLES = frozenset(f"{table}{form}.toml" for table in TABLES for form in ("", ".familiar"))
_UNUSED = "no file is called so: it is read by nobody; see docs/templates.md for the names"


@dataclass(frozen=True, slots=True)
class Scope:
    """One voice of one language: the shop's usual one, its familiar one, or a store's own."""

    language: str
    store: str = ""
    familiar: bool = False

    def __str__(self) -> str:
        """Name it as its folder, with what is special."""
        told = f"{STORES}/{self.store}/{self.language}" if self.store else self.language
        return f"{told}, familiar" if self.familiar else told

    def library(self, folder: Path) -> Library:
        """Read what this voice needs and English; unfinished counts. Raises TemplateBroken."""
        return Library(
            folder,
            self.store,
            (_stem(folder, self.language),) if self.familiar else (),
            only=(self.language,),
            unfinished=True,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of trying out a scope."""

    scope: Scope
    variants: int = 0
    flaws: tuple[Flaw, ...] = ()
    broken: str = ""  # why it could not be tried out: file, line, cause
    missing: tuple[str, ...] = ()  # file and key of everything that is still to be written
    unfinished: bool = False  # its folder is not in force yet


def scopes(folder: Path, wanted: Collection[str] = (), store: str = "") -> tuple[Scope, ...]:
    """List what a folder holds to try out: of some languages, or of one store only."""
    found: list[Scope] = []
    for language in languages(folder) if not store else ():
        found.append(Scope(language))
        if (folder / _stem(folder, language) / FAMILIAR).is_file():
            found.append(Scope(language, familiar=True))
    found += [
        Scope(place.name, place.parent.name)
        for place in sorted(folder.glob(f"{STORES}/*/*"))
        if place.is_dir() and (not store or place.parent.name == store)
    ]
    return tuple(scope for scope in found if not wanted or scope.language in wanted)


def check(
    folder: Path,
    scope: Scope,
    holiday: str,
    *,
    quick: bool = False,
    tell: Callable[[int, int], None] = lambda _done, _of: None,
) -> Checked:
    """Try out one scope over the whole matrix, or over one in seven of it."""
    unfinished = not scope.store and is_unfinished(folder, scope.language)
    missing = _missing(folder, scope)
    try:
        library = scope.library(folder)
    except TemplateBroken as error:
        return Checked(scope, broken=str(error), missing=missing, unfinished=unfinished)
    variants = matrix(scope.language, holiday)[:: QUICK if quick else 1]
    flaws = examine(library, variants, lambda done: tell(done, len(variants)))
    every = (*_unused(folder, scope), *flaws)
    return Checked(scope, len(variants), every, missing=missing, unfinished=unfinished)


def is_unfinished(folder: Path, language: str) -> bool:
    """Tell whether a language is still being written: its folder is not in force."""
    return (folder / f"{language}{UNFINISHED}").is_dir()


def _unused(folder: Path, scope: Scope) -> Iterator[Flaw]:
    """Yield tables with a slip in their name; a template with one is refused by itself."""
    below = folder / STORES / scope.store if scope.store else folder
    for end in ("", UNFINISHED) if not scope.familiar else ():
        for path in sorted((below / f"{scope.language}{end}").glob("*.toml")):
            if path.name not in _TABLES:
                name = path.relative_to(folder).as_posix()
                yield Flaw(Level.CONFIRM, _UNUSED, path.name, (Place(name, 1),), path.name)


def _missing(folder: Path, scope: Scope) -> tuple[str, ...]:
    if scope.store:
        return ()
    told = coverage(folder, scope.language)
    if told.broken:
        return ()  # one stray sign makes a whole file seem missing
    return tuple(
        f"{told.folder}/{name}" for part in told.parts if part.needed for name in part.missing
    )


def _stem(folder: Path, language: str) -> str:
    """Return the language a region stands over, where both are there."""
    stem = language.rpartition("-")[0]
    return stem if stem and (folder / stem).is_dir() else language
