"""Finds every regular expression of ours, and strings that make a bad one slow.

A pattern is attacked where it repeats: what leads up to the repetition, many times what it repeats,
and an end that does not fit; the time must not grow faster than the string.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import triage

Pattern = re.Pattern[Any]
LONGEST = 16_000  # characters; a quadratic pattern takes half a second there
SHORTEST = 500
WORTH_TIMING = 0.004  # seconds; below, the clock's own grain decides
GROWTH = 2.6  # doubling the string may double the time, plus noise
_ANCHORED = frozenset(("match", "fullmatch"))
_METHODS = ("search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split")
_TINY = (16, 20, 25, 30, 36, 44, 54, 66, 80, 100)
_HOPELESS = 0.02  # seconds, for a few dozen characters
_ENOUGH = 10.0  # seconds for one pattern; only lists of hundreds of wordings take that
_LEAP = 5  # times as long for a text a third longer
_ATTACKS = 24  # at most, evenly picked; long lists of wordings repeat themselves
_PUMPS = 3  # characters of a set that are tried
_ALPHABET = " a0.-_,:;@<>=\"'\t\n/()[]*|xÄ中\x80\xa0éZ9#+~&%!?"


@dataclass(frozen=True)
class Ours:
    """A pattern and where it is: `anchored` if it is only ever asked at a fixed place."""

    name: str
    pattern: Pattern
    anchored: bool


def all_patterns() -> list[Ours]:
    """Return every compiled pattern in our modules, and every one written into a call."""
    found: dict[tuple[str | bytes, int], Ours] = {}
    fields = _anchored_fields()
    for info in pkgutil.walk_packages(triage.__path__, "triage."):
        if ".migrations." in info.name or info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("triage"):
                raise
            continue  # an extra that is not installed here, such as PyTorch
        source = Path(str(module.__file__)).read_text("utf-8")
        tree = ast.parse(source)
        for name, value in vars(module).items():
            for label, pattern in _within(value, f"{info.name}.{name}", 0):
                of_module = label.endswith(f".{name}")
                anchored = _is_anchored(tree, name) if of_module else label in fields
                key = (pattern.pattern, pattern.flags)
                if key not in found or (found[key].anchored and not anchored):
                    found[key] = Ours(label, pattern, anchored)
        for label, pattern, anchored in _in_calls(tree, info.name):
            found.setdefault((pattern.pattern, pattern.flags), Ours(label, pattern, anchored))
    return sorted(found.values(), key=lambda ours: ours.name)


def _within(value: object, label: str, depth: int) -> Iterator[tuple[str, Pattern]]:
    """Yield the patterns in a value of ours, however deep in tables and dataclasses."""
    if isinstance(value, re.Pattern):
        yield label, value
    elif depth > 4 or isinstance(value, type):
        return
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, f"{label}[{key}]", depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for at, inner in enumerate(value):
            yield from _within(inner, f"{label}[{at}]", depth + 1)
    elif dataclasses.is_dataclass(value) and type(value).__module__.startswith("triage"):
        for field in dataclasses.fields(value):
            yield from _within(getattr(value, field.name, None), f"{label}.{field.name}", depth + 1)


def _is_anchored(tree: ast.AST, name: str) -> bool:
    """Tell whether a module only asks its pattern whether a text begins with it, or is it."""
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    asked = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    ]
    reads = [use for use in uses if isinstance(use.ctx, ast.Load)]
    return len(asked) == len(reads) > 0 and set(asked) <= _ANCHORED


def _anchored_fields() -> set[str]:
    """Return the patterns of our shared values that no module asks but at a fixed place.

    Named as `all_patterns` names them, wherever the value is imported to.
    """
    asked: dict[str, set[str]] = {}
    modules = []
    for file in Path(triage.__path__[0]).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        dotted = ".".join(file.relative_to(Path(triage.__path__[0]).parent).with_suffix("").parts)
        modules.append((dotted, {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}))
        outer = {id(n.value): n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                # Handed on as a value, anything may be asked of it.
                asked.setdefault(f"{node.value.id}.{node.attr}", set()).add(
                    outer.get(id(node), "handed on")
                )
    fixed = {name for name, methods in asked.items() if methods <= _ANCHORED}
    return {
        f"{module}.{name}"
        for module, names in modules
        for name in fixed
        if name.split(".")[0] in names
    }


def _in_calls(tree: ast.AST, module: str) -> Iterator[tuple[str, Pattern, bool]]:
    """Yield patterns written straight into `re.sub("…", …)` and its like."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        first = node.args[0] if node.args else None
        written = first.value if isinstance(first, ast.Constant) else None
        if of_re and node.func.attr in _METHODS and isinstance(written, (str, bytes)):
            anchored = node.func.attr in _ANCHORED
            yield f"{module}:{node.lineno}", re.compile(written), anchored


def growth(pattern: Pattern, *, anchored: bool) -> tuple[float, str]:
    """Return the worst growth of time when an attack string doubles, and that string's kind."""
    asks: list[Callable[[Any], object]] = [pattern.match, pattern.fullmatch]
    if not anchored:
        # What replaces and finds all goes on behind each match, so it is asked as a whole.
        asks = [lambda text: sum(1 for _ in pattern.finditer(text))]
    worst, how = 0.0, ""
    begin = time.process_time()
    for before, pump, after in attacks(pattern):
        if time.process_time() - begin > _ENOUGH:
            break
        for ask in asks:
            found = _growth(ask, pattern, before, pump, after)
            if found > worst:
                worst, how = found, f"{before[:40]!r} + {pump[:40]!r} * n + {after!r}"
    return worst, how


def _growth(
    ask: Callable[[Any], object], pattern: Pattern, before: str, pump: str, after: str
) -> float:
    def text(size: int) -> str | bytes:
        made = before + pump * (size // len(pump)) + after
        return made.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else made

    before_that = float("inf")
    for size in _TINY:
        took = _seconds(ask, text(size))
        if took > _HOPELESS and took > _LEAP * before_that:
            return float("inf")  # exponential: a longer text would never come to its end
        before_that = took
    size = SHORTEST
    while (first := _seconds(ask, text(size))) < WORTH_TIMING:
        size *= 2
        if size > LONGEST:
            return 1.0
    # Three times in a row: a busy neighbour disturbs one measurement, not all of them.
    return min(
        _quickest(ask, text(2 * size)) / max(_quickest(ask, text(size)), first / 4)
        for _ in range(3)
    )


def _quickest(ask: Callable[[Any], object], text: str | bytes) -> float:
    return min(_seconds(ask, text) for _ in range(2))


def _seconds(ask: Callable[[Any], object], text: str | bytes) -> float:
    begin = time.process_time()
    ask(text)
    return time.process_time() - begin


def attacks(pattern: Pattern) -> list[tuple[str, str, str]]:
    """Return (what comes before, what is repeated, what comes after), made from the pattern."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG & ~re.TEMPLATE)
    found: dict[tuple[str, str], None] = {}
    for before, body in _repeats(list(tree), ""):
        for pump in _pumps(body):
            found[(before, pump)] = None
            found[("", before + pump)] = None
    whole = _shortest(list(tree))
    for text in (whole, whole[:-1], whole[:1]):
        if text:
            found[("", text)] = None
    made = [(before, pump) for before, pump in found if pump]
    picked = made[:: max(-(-len(made) // _ATTACKS), 1)]
    return [(before, pump, after) for before, pump in picked for after in ("", "\n\x00")]


def _repeats(items: list[Any], before: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield the body of every repetition and the shortest way to get to it."""
    for kind, value in items:
        if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            _, most, body = value
            if most > 8:
                yield before, list(body)
            yield from _repeats(list(body), before)
        elif kind is code.SUBPATTERN:
            yield from _repeats(list(value[3]), before)
        elif kind is code.ATOMIC_GROUP:
            yield from _repeats(list(value), before)
        elif kind is code.BRANCH:
            for branch in value[1][:40]:
                yield from _repeats(list(branch), before)
        elif kind in (code.ASSERT, code.ASSERT_NOT):
            yield from _repeats(list(value[1]), before)
        before += _shortest([(kind, value)])


def _pumps(body: list[Any]) -> list[str]:
    """Return texts that a repetition may repeat: several characters of a set, else the body."""
    if len(body) == 1 and body[0][0] in (code.IN, code.ANY, code.NOT_LITERAL):
        return [char for char in _ALPHABET if _fits(body[0], char)][:_PUMPS] or [_shortest(body)]
    choices = [
        "".join(_shortest(list(branch)) for branch in value[1][:4])
        for kind, value in (_bare(item) for item in body)
        if kind is code.BRANCH
    ]
    return [text for text in dict.fromkeys((_shortest(body), *choices)) if text]


def _bare(item: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return what a group around a single item holds."""
    while item[0] is code.SUBPATTERN and len(item[1][3]) == 1:
        item = item[1][3][0]
    return item


def _shortest(items: list[Any]) -> str:
    """Return a short text that these items match."""
    out = ""
    for kind, value in items:
        if kind is code.LITERAL:
            out += chr(value)
        elif kind in (code.IN, code.ANY, code.NOT_LITERAL):
            out += _one_of((kind, value))
        elif kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            out += _shortest(list(value[2])) * min(value[0], 50)
        elif kind is code.SUBPATTERN:
            out += _shortest(list(value[3]))
        elif kind is code.ATOMIC_GROUP:
            out += _shortest(list(value))
        elif kind is code.BRANCH:
            out += min((_shortest(list(branch)) for branch in value[1]), key=len)
    return out


def _one_of(item: tuple[Any, Any]) -> str:
    return next((char for char in _ALPHABET if _fits(item, char)), None) or _first(item)


def _first(item: tuple[Any, Any]) -> str:
    """Return the first character of a set that holds none of the usual ones."""
    for kind, value in item[1] if item[0] is code.IN else ():
        if kind is code.LITERAL:
            return chr(value)
        if kind is code.RANGE:
            return chr(value[0])
    return "a"


def _fits(item: tuple[Any, Any], char: str) -> bool:
    kind, value = item
    if kind is code.ANY:
        return char != "\n"
    if kind is code.NOT_LITERAL:
        return bool(ord(char) != value)
    negated = bool(value) and value[0][0] is code.NEGATE
    return any(_holds(entry, char) for entry in value[negated:]) is not negated


def _holds(entry: tuple[Any, Any], char: str) -> bool:
    kind, value = entry
    if kind is code.LITERAL:
        return bool(ord(char) == value)
    if kind is code.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    name = {
        code.CATEGORY_DIGIT: r"\d",
        code.CATEGORY_NOT_DIGIT: r"\D",
        code.CATEGORY_SPACE: r"\s",
        code.CATEGORY_NOT_SPACE: r"\S",
        code.CATEGORY_WORD: r"\w",
        code.CATEGORY_NOT_WORD: r"\W",
    }[value]
    return re.fullmatch(name, char) is not None
