"""The sentences of one language, from phrases.toml and letters.toml, checked whole when read.

`{name}` is the only thing replaced, in a single pass: a value can never bring in a further one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from triage.drafts.wanted import Holes
from triage.errors import TemplateBroken

_COUNTS = ("none", "one", "many")
_OWN_COUNTS = ("order", "ask")  # order.one, ask.many … are sentences of their own
_HOLE = re.compile(r"\{([^{}]{0,40})\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every sentence of one language by its dotted key; variants end in .none, .one, .many."""

    sentences: Mapping[str, str]

    def say(self, key: str, count: int = 0, /, **values: str) -> str:
        """Return the sentence for `count` orders with its holes filled, "" where there is none."""
        wanted = _COUNTS[min(count, 2)]
        for name in (f"{key}.{wanted}", key, f"{key}.one", f"{key}.none"):
            if name in self.sentences:
                return _HOLE.sub(lambda hole: values[hole[1]], self.sentences[name])
        return ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A file of sentences; a later one overrides an earlier one's sentences of the same keys."""

    file: str
    source: str
    wanted: Mapping[str, Holes]


def read_phrases(layers: tuple[Layer, ...]) -> Phrases:
    """Read the files, a later one overriding an earlier; refuse an incomplete set."""
    merged: dict[str, str] = {}
    for layer in layers:
        fresh = _sentences(layer)
        groups = {_group(key) for key in fresh}
        # A sentence is replaced with all its variants, or an old plural would outlive it.
        merged = {key: text for key, text in merged.items() if _group(key) not in groups} | fresh
    have = {_group(key) for key in merged}
    for layer in layers:
        missing = [k for k in layer.wanted if _group(k) not in have or _lone_variant(k, merged)]
        if missing:
            english = f"templates/en/{layer.file.rpartition('/')[2]}"
            raise TemplateBroken(
                f"{layer.file}: no sentence for {', '.join(missing[:5])}"
                f"{' and others' if len(missing) > 5 else ''}; add it, as in {english}"
            )
    return Phrases(merged)


def read_table(file: str, source: str) -> dict[str, object]:
    """Parse TOML; a fault becomes TemplateBroken with file, line and remedy."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = found[1] if found else str(source.count("\n") + 1)
        raise TemplateBroken(
            f"{file}, line {line}: not valid TOML ({error}); every sentence stands in one line as "
            'key = "text"'
        ) from error


def _group(key: str) -> str:
    stem, _, last = key.rpartition(".")
    return stem if last in _COUNTS and stem not in _OWN_COUNTS else key


def _lone_variant(key: str, merged: Mapping[str, str]) -> bool:
    # Only "many" is given: one order would have no sentence.
    return not any(name in merged for name in (key, f"{key}.one", f"{key}.none"))


def _sentences(layer: Layer) -> dict[str, str]:
    file, source = layer.file, layer.source
    found: dict[str, str] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for name, value in table.items():
            key = f"{prefix}{name}"
            if isinstance(value, Mapping):
                walk(f"{key}.", value)
            elif isinstance(value, str) and value.strip():
                _check_holes(layer, key, value)
                found[key] = value.strip()
            else:
                where = line_of(source, key)
                raise TemplateBroken(f"{file}, line {where}: {key} must be a text and not empty")

    walk("", read_table(file, source))
    return found


def _check_holes(layer: Layer, key: str, text: str) -> None:
    rule = layer.wanted.get(key) or layer.wanted.get(_group(key))
    where = f"{layer.file}, line {line_of(layer.source, key)}"
    if rule is None:
        raise TemplateBroken(f"{where}: no sentence is called {key}; see docs/templates.md")
    holes = set(_HOLE.findall(text))
    if wrong := sorted(holes - rule.may):
        may = ", ".join(f"{{{name}}}" for name in sorted(rule.may)) or "none"
        raise TemplateBroken(f"{where}: {key} has no {{{wrong[0]}}}; it may use: {may}")
    if lacking := sorted(rule.must - holes):
        raise TemplateBroken(f"{where}: {key} must say {{{lacking[0]}}}")
    if set("{}") & set(_HOLE.sub("", text)):
        raise TemplateBroken(f"{where}: {key} has a brace without its partner")


def line_of(source: str, key: str) -> int:
    """Return the line that sets a dotted key or the table it stands in, 1 if none is found."""
    section = ""
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("["):
            section = line.strip("[] \t").split("]")[0] + "."
        elif f"{key}.".startswith(f"{section}{line.partition('=')[0].strip()}.") and "=" in line:
            return number
    return 1
