"""The sentences of one language, from phrases.toml, checked whole when read.

`{name}` is the only thing replaced, in a single pass: a value can never bring in a further one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from triage.errors import TemplateBroken
from triage.understanding.taxonomy import Evidence, Type

UNAPOLOGETIC = frozenset({Type.PRODUCT_QUESTION, Type.ORDER_CHANGE, Type.OTHER})
GAPS = (
    "agent_name",
    "case_number",
    "contact",
    "customer_name",
    "order_number",
    "order_numbers",
    "promise_text",
    "store_name",
)
_COUNTS = ("none", "one", "many")
_SUBJECTS = (*(t.value for t in Type), "unsure", "joined")
_HOLE = re.compile(r"\{([^{}]{0,40})\}")

# For each key: the names it may use, and of these the ones it must use.
_EXACT: dict[str, tuple[str, str]] = {
    "sign_off": ("", ""),
    "greeting.named": ("name", "name"),
    "greeting.neutral": ("", ""),
    "order.none": ("", ""),
    "order.one": ("numbers", "numbers"),
    "order.many": ("numbers", "numbers"),
    "ask.one": ("ask", "ask"),
    "ask.many": ("", ""),
    "extra.safety": ("", ""),
    "extra.holiday": ("holiday", "holiday"),
    "extra.peak": ("peak", "peak"),
    "reach.email": ("case", ""),
    "reach.contact": ("contact case", "contact"),
    "reach.relay": ("case", ""),
    "subject.line": ("store case", ""),
}
_BY_GROUP: dict[str, tuple[str, str]] = {
    "understood": ("order numbers", ""),
    "apology": ("", ""),
    "evidence": ("", ""),
    "next": ("promise", "promise"),
    "gap": ("", ""),
}


def _required() -> tuple[str, ...]:
    apologies = [t.value for t in Type if t not in UNAPOLOGETIC] + ["repeat_contact"]
    return (
        *_EXACT,
        *(f"understood.{subject}" for subject in _SUBJECTS),
        *(f"apology.{subject}" for subject in apologies),
        *(f"evidence.{evidence.value}" for evidence in Evidence),
        *(f"next.{subject}" for subject in _SUBJECTS),
        *(f"gap.{name}" for name in GAPS),
    )


REQUIRED = _required()


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


def read_phrases(files: tuple[tuple[str, str], ...]) -> Phrases:
    """Read (file name, TOML) pairs, a later one overriding an earlier; refuse an incomplete set."""
    merged: dict[str, str] = {}
    for file, source in files:
        fresh = _sentences(file, source)
        groups = {_group(key) for key in fresh}
        # A sentence is replaced with all its variants, or an old plural would outlive it.
        merged = {key: text for key, text in merged.items() if _group(key) not in groups} | fresh
    have = {_group(key) for key in merged}
    missing = [key for key in REQUIRED if _group(key) not in have or _lone_variant(key, merged)]
    if missing:
        raise TemplateBroken(
            f"{files[-1][0]}: no sentence for {', '.join(missing[:5])}"
            f"{' and others' if len(missing) > 5 else ''}; add it, as in templates/en/phrases.toml"
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
    return stem if last in _COUNTS and "." in stem else key


def _lone_variant(key: str, merged: Mapping[str, str]) -> bool:
    # Only "many" is given: one order would have no sentence.
    return not any(name in merged for name in (key, f"{key}.one", f"{key}.none"))


def _sentences(file: str, source: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(prefix: str, table: Mapping[str, object]) -> None:
        for name, value in table.items():
            key = f"{prefix}{name}"
            if isinstance(value, Mapping):
                walk(f"{key}.", value)
            elif isinstance(value, str) and value.strip():
                _check_holes(file, source, key, value)
                found[key] = value
            else:
                where = _line_of(source, key)
                raise TemplateBroken(f"{file}, line {where}: {key} must be a text and not empty")

    walk("", read_table(file, source))
    return found


def _check_holes(file: str, source: str, key: str, text: str) -> None:
    group = _group(key)
    rule = _EXACT.get(key) or _EXACT.get(group) or _BY_GROUP.get(key.split(".")[0])
    known = group in REQUIRED or key in REQUIRED
    where = f"{file}, line {_line_of(source, key)}"
    if rule is None or not known:
        raise TemplateBroken(f"{where}: no sentence is called {key}; see docs/templates.md")
    holes = set(_HOLE.findall(text))
    allowed, needed = (set(names.split()) for names in rule)
    if wrong := sorted(holes - allowed):
        may = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
        raise TemplateBroken(f"{where}: {key} has no {{{wrong[0]}}}; it may use: {may}")
    if lacking := sorted(needed - holes):
        raise TemplateBroken(f"{where}: {key} must say {{{lacking[0]}}}")
    if set("{}") & set(_HOLE.sub("", text)):
        raise TemplateBroken(f"{where}: {key} has a brace without its partner")


def _line_of(source: str, key: str) -> int:
    """Return the line that sets a dotted key or the table it stands in, 1 if none is found."""
    section = ""
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("["):
            section = line.strip("[] \t").split("]")[0] + "."
        elif f"{key}.".startswith(f"{section}{line.partition('=')[0].strip()}.") and "=" in line:
            return number
    return 1
