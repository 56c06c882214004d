"""The store's reply templates, read once and tried out at once.

A broken template must be found when it is saved, not when the first angry mail needs it: building
a Library renders every one of them. What a customer wrote is only ever a value, never a template.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from jinja2 import Template, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from triage.drafts.draft import MessageKind
from triage.drafts.phrases import GAPS, Phrases, read_phrases, read_table
from triage.errors import TemplateBroken
from triage.understanding.taxonomy import Type

FALLBACK = "en"
SENTENCES = (
    "greeting",
    "safety",
    "understood",
    "apology",
    "ask",
    "next",
    "holiday",
    "peak",
    "reach",
    "sign_off",
    "signature",
)
FACTS = frozenset({*SENTENCES, *GAPS, "language", "type"})
_KINDS = tuple(kind.value for kind in MessageKind)


class Gap(Undefined):
    """A missing fact: false in a condition, and plain to see wherever a template insists on it."""

    def __str__(self) -> str:
        """Show the name of the fact in brackets no customer would write."""
        return gap_text(self._undefined_name or "fact")


def gap_text(label: str) -> str:
    """Return the visible gap for a fact, e.g. ⟦order number?⟧."""
    return f"⟦{label}?⟧"


@dataclass(frozen=True, slots=True)
class _File:
    name: str  # relative to the templates folder, as in Draft.template
    source: str


class LanguageSet:
    """One language's sentences and templates."""

    def __init__(self, language: str, files: Mapping[str, _File]) -> None:
        """Check and compile the files, named without their language folder."""
        self.language = language
        phrase_files = tuple(
            files[name] for name in ("phrases.toml", "store/phrases.toml") if name in files
        )
        if not _is_language(language):
            raise TemplateBroken(
                f"{language}/: no language has this code; name the folder as in languages.toml, "
                "for instance pt or zh-Hant"
            )
        if not phrase_files:
            raise TemplateBroken(
                f"{language}/phrases.toml is not there; translate templates/en/phrases.toml or "
                "remove the folder to answer in English under a courteous first line"
            )
        self.phrases: Phrases = read_phrases(tuple((f.name, f.source) for f in phrase_files))
        self._hashed = tuple(f.source for f in phrase_files)
        self._environment = ImmutableSandboxedEnvironment(
            undefined=Gap,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # plain text (S701): escaping would show &amp; to the customer
        )
        self._templates: dict[str, _File] = {}
        self._compiled: dict[str, Template] = {}
        for name, file in sorted(files.items()):  # "store/…" sorts after the types it overrides
            if name.endswith(".txt"):
                self._templates[name.removeprefix("store/").removesuffix(".txt")] = file
        self._check(set(_KINDS) | {t.value for t in Type})

    def template_for(self, kind: MessageKind, about: Type | None) -> str:
        """Name the template: a type's own for an acknowledgment of it, else the kind's."""
        own = kind is MessageKind.ACKNOWLEDGMENT and about is not None and about in self._templates
        return str(about) if own else kind.value

    def file_name(self, template: str) -> str:
        """Return the file of a template, relative to the templates folder."""
        return self._templates[template].name

    def version(self, template: str, *more: str) -> str:
        """Return the first 12 hex digits of the sha256 over all files that make the text."""
        digest = hashlib.sha256()
        for source in (self._templates[template].source, *self._hashed, *more):
            digest.update(hashlib.sha256(source.encode()).digest())
        return digest.hexdigest()[:12]

    def render(self, template: str, facts: Mapping[str, str]) -> str:
        """Render a template; a fact that is not given becomes a visible gap."""
        file = self._templates[template]
        missing = {
            name: Gap(name=self.phrases.say(f"gap.{name}")) for name in GAPS if not facts.get(name)
        }
        try:
            return self._compiled[template].render({**facts, **missing})
        except Exception as error:  # an admin's template may fail in any way
            raise _broken(file, error) from error

    def _check(self, known: set[str]) -> None:
        for kind in _KINDS:
            if kind not in self._templates:
                raise TemplateBroken(
                    f"{self.language}/{kind}.txt is not there; copy templates/en/{kind}.txt or "
                    "remove the folder to answer in English under a courteous first line"
                )
        for template, file in self._templates.items():
            if template not in known:
                raise TemplateBroken(
                    f"{file.name}: no type or kind of message is called {template}; "
                    f"the names are {', '.join(sorted(known))}"
                )
            self._compiled[template] = self._compile(file)
            if "⟦" in self.render(template, dict.fromkeys(FACTS, "known")):
                raise TemplateBroken(
                    f"{file.name}: shows a gap although every fact is known; look for a dot or "
                    "bracket after a name"
                )
            self.render(template, dict.fromkeys(SENTENCES, ""))  # every fact that can lack, lacks

    def _compile(self, file: _File) -> Template:
        try:
            tree = self._environment.parse(file.source, file.name, file.name)
            code = self._environment.compile(tree, file.name, file.name)
        except TemplateSyntaxError as error:
            raise _broken(file, error) from error
        unknown = meta.find_undeclared_variables(tree) - FACTS
        for node in tree.find_all(nodes.Name):
            if node.name in unknown:
                raise TemplateBroken(
                    f"{file.name}, line {node.lineno}: there is no fact called {node.name}; "
                    f"the facts are {', '.join(sorted(FACTS))}"
                )
        return self._environment.template_class.from_code(self._environment, code, {})


class Library:
    """All templates of a folder, with one store's overrides laid over them."""

    def __init__(self, folder: Path, store: str = "") -> None:
        """Read, check and try out every template; raise TemplateBroken for the first bad one."""
        if not folder.is_dir():
            raise TemplateBroken(f"{folder}: no such folder; set templates under [paths]")
        if store and (store != Path(store).name or store.startswith(".")):
            raise TemplateBroken(f"stores/{store}: a store's id cannot be a path")
        found: dict[str, dict[str, _File]] = {}
        for language, name, file in _files(folder, "", ""):
            found.setdefault(language, {})[name] = file
        if store:
            for language, name, file in _files(folder, f"stores/{store}/", "store/"):
                found.setdefault(language, {})[name] = file
        if FALLBACK not in found:
            raise TemplateBroken(
                f"{folder}/{FALLBACK}: the English set is not there; it answers every customer "
                "whose language has no set"
            )
        self._sets = {language: LanguageSet(language, files) for language, files in found.items()}
        self._courteous, self._courteous_source = _courteous(folder)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages with a complete set of their own, sorted."""
        return tuple(sorted(self._sets))

    def set_for(self, language: str) -> LanguageSet | None:
        """Return the set of a BCP 47 code, by its language alone if need be, or None."""
        return self._sets.get(_canonical(language, self._sets))

    @property
    def fallback(self) -> LanguageSet:
        """The English set."""
        return self._sets[FALLBACK]

    def courteous(self, language: str) -> tuple[str, str]:
        """Return the first line over an English answer, and the source it counts with."""
        key = _canonical(language, self._courteous)
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


_SAME = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant"} | {
    "zh-HK": "zh-Hant",
    "no": "nb",
    "nn": "nb",
    "iw": "he",
    "in": "id",
}


def _canonical(language: str, known: Mapping[str, object]) -> str:
    if language in known:
        return language
    # zh-Hant must not be answered in zh-Hans: the script is part of the language there.
    stem = "-".join(language.split("-")[: 2 if language.startswith("zh") else 1])
    return _SAME.get(stem, stem)


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _files(folder: Path, below: str, prefix: str) -> list[tuple[str, str, _File]]:
    """List (language, name in its folder, file) of the language folders below a folder."""
    root = folder / below
    if not root.is_dir():
        return []
    found = []
    for path in sorted(root.glob("*/*")):
        if path.suffix in {".txt", ".toml"} and path.is_file() and path.parent.name != "stores":
            name = path.relative_to(folder).as_posix()
            found.append((path.parent.name, prefix + path.name, _File(name, _read(path, name))))
    return found


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise TemplateBroken(f"{name}, line {line}: not UTF-8; save the file as UTF-8") from error


def _courteous(folder: Path) -> tuple[dict[str, str], str]:
    name = "courteous.toml"
    if not (folder / name).is_file():
        raise TemplateBroken(f"{folder / name} is not there; restore it from the program's own")
    source = _read(folder / name, name)
    lines = {key: str(value) for key, value in read_table(name, source).items()}
    if "default" not in lines:
        raise TemplateBroken(f"{name}: the line called default is missing")
    return lines, source


def _broken(file: _File, error: Exception) -> TemplateBroken:
    line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == file.name:
            line = frame.lineno or line
    remedy = "correct this line; docs/templates.md shows what a template may hold"
    return TemplateBroken(f"{file.name}, line {line or 1}: {error}; {remedy}")
