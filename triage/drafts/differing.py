"""Which sentences of a language differ between two folders of templates, key by key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from triage.drafts.places import flat
from triage.errors import TemplateBroken

_SUFFIXES = (".toml", ".txt")


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence, list or template that is not the same: "" where one side has none."""

    file: str
    key: str  # "" for a template
    before: str
    after: str


def differences(before: Path, after: Path, of: str, *, against: str = "") -> tuple[Difference, ...]:
    """Compare a language's folder in two places, or with another's. Raises TemplateBroken."""
    old, new = _held(before, against or of), _held(after, of)
    return tuple(
        Difference(file, key, old.get((file, key), ""), new.get((file, key), ""))
        for file, key in sorted({*old, *new})
        if old.get((file, key)) != new.get((file, key))
    )


def _held(folder: Path, language: str) -> dict[tuple[str, str], str]:
    """Return every text of a language's folder by file and key."""
    place = folder / language
    found: dict[tuple[str, str], str] = {}
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if path.suffix not in _SUFFIXES or not path.is_file():
            continue
        name = f"{language}/{path.name}"
        try:
            source = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TemplateBroken(f"{name}: not UTF-8; save the file as UTF-8") from error
        if path.suffix == ".txt":
            found[path.name, ""] = source.strip()
            continue
        for key, value in flat(name, source).items():
            found[path.name, key] = _told(value)
    return found


def _told(value: object) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value).strip()
