"""One language's sentences, templates and ear, checked whole and tried out at once.

A broken template must be found when it is saved, not when the first angry mail needs it: building a
set renders every one. What a customer wrote is only ever a value, never a template.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from jinja2 import Template, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from triage.drafts.draft import FIRST_ANSWERS, MessageKind
from triage.drafts.hearing import Ear, read_ear
from triage.drafts.phrases import Layer, Phrases, read_phrases
from triage.drafts.wanted import GAPS, letters_wanted, phrases_wanted
from triage.errors import TemplateBroken
from triage.understanding.taxonomy import Type

SENTENCES = (
    "greeting",
    "safety",
    "understood",
    "apology",
    "letter",
    "ask",
    "next",
    "holiday",
    "peak",
    "reach",
    "sign_off",
    "signature",
)
FACTS = frozenset({*SENTENCES, *GAPS, "language", "type"})
NEEDED = ("acknowledgment", "letter")  # a set's own frames; every other template may be absent
_KNOWN = frozenset({*NEEDED, *(kind.value for kind in MessageKind), *(t.value for t in Type)})
TABLES = ("phrases", "letters", "tone")


class Gap(Undefined):
    """A missing fact: false in a condition, and plain to see wherever a template insists on it."""

    def __str__(self) -> str:
        """Show the name of the fact in brackets no customer would write."""
        return gap_text(self._undefined_name or "fact")


def gap_text(label: str) -> str:
    """Return the visible gap for a fact, e.g. ⟦order number?⟧."""
    return f"⟦{label}?⟧"


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A file of the templates folder."""

    name: str  # relative to the folder, as in Draft.template
    source: str


class LanguageSet:
    """One language, or a region's variant of one: what can be said in it, and how."""

    def __init__(self, language: str, layers: tuple[Mapping[str, TemplateFile], ...]) -> None:
        """Check and compile the files, each layer (by file name) laid over the ones before."""
        self.language = language
        if not is_language(language):
            raise TemplateBroken(
                f"{language}/: no language has this code; name the folder as in languages.toml, "
                "for instance pt, pt-BR or zh-Hant"
            )
        found = {table: _of_table(table, layers) for table in TABLES}
        for table, files in found.items():
            if not files:
                raise TemplateBroken(_not_there(language, f"{table}.toml"))
        self.phrases: Phrases = read_phrases(
            tuple(Layer(f.name, f.source, phrases_wanted()) for f in found["phrases"])
            + tuple(Layer(f.name, f.source, letters_wanted()) for f in found["letters"])
        )
        self.ear: Ear = read_ear(language, tuple((f.name, f.source) for f in found["tone"]))
        self.tables: Mapping[str, tuple[TemplateFile, ...]] = {
            table: tuple(files) for table, files in found.items()
        }
        self._environment = ImmutableSandboxedEnvironment(
            undefined=Gap,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # plain text (S701): escaping would show &amp; to the customer
        )
        self._templates = {
            name.removesuffix(".txt"): file
            for layer in layers
            for name, file in layer.items()
            if name.endswith(".txt")
        }
        self._compiled: dict[str, Template] = {}
        self._check()

    def template_for(self, kind: MessageKind, about: Type | None) -> str:
        """Name the template: the kind's or the type's own where there is one, else the frame."""
        if kind is MessageKind.ACKNOWLEDGMENT and about is not None and about in self._templates:
            return str(about)
        if kind.value in self._templates:
            return kind.value
        return "acknowledgment" if kind in FIRST_ANSWERS else "letter"

    def file_name(self, template: str) -> str:
        """Return the file of a template, relative to the templates folder."""
        return self._templates[template].name

    def made_of(self, template: str, kind: MessageKind) -> tuple[TemplateFile, ...]:
        """Return the files that make the text of a template, in the order they are hashed."""
        tables = ("phrases",) if kind in FIRST_ANSWERS else ("phrases", "letters")
        laid = (file for table in tables for file in self.tables[table])
        return (self._templates[template], *laid)

    @property
    def files(self) -> tuple[str, ...]:
        """The templates of this set by file name, sorted."""
        return tuple(sorted(file.name for file in self._templates.values()))

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of the templates of this set, sorted."""
        return tuple(sorted(self._templates))

    def version(self, template: str, kind: MessageKind, *more: str) -> str:
        """Return the first 12 hex digits of the sha256 over all files that make the text."""
        digest = hashlib.sha256()
        for source in (*(file.source for file in self.made_of(template, kind)), *more):
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

    def _check(self) -> None:
        for name in NEEDED:
            if name not in self._templates:
                raise TemplateBroken(_not_there(self.language, f"{name}.txt"))
        for template, file in self._templates.items():
            if template not in _KNOWN:
                raise TemplateBroken(
                    f"{file.name}: no type or kind of message is called {template}; "
                    f"the names are {', '.join(sorted(_KNOWN))}"
                )
            self._compiled[template] = self._compile(file)
            if "⟦" in self.render(template, dict.fromkeys(FACTS, "known")):
                raise TemplateBroken(
                    f"{file.name}: shows a gap although every fact is known; look for a dot or "
                    "bracket after a name"
                )
            self.render(template, dict.fromkeys(SENTENCES, ""))  # every fact that can lack, lacks

    def _compile(self, file: TemplateFile) -> Template:
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


def _of_table(table: str, layers: tuple[Mapping[str, TemplateFile], ...]) -> list[TemplateFile]:
    """Return a table's files, the familiar ones of a layer after its usual ones."""
    names = (f"{table}.toml", f"{table}.familiar.toml")
    return [layer[name] for layer in layers for name in names if name in layer]


def _not_there(language: str, name: str) -> str:
    return (
        f"{language}/{name} is not there; write one after templates/en/{name} or remove the "
        "folder to answer in English under a courteous first line"
    )


def is_language(code: str) -> bool:
    """Tell whether a language has this code, e.g. pt, pt-BR or zh-Hant."""
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _broken(file: TemplateFile, error: Exception) -> TemplateBroken:
    line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == file.name:
            line = frame.lineno or line
    remedy = "correct this line; docs/templates.md shows what a template may hold"
    return TemplateBroken(f"{file.name}, line {line or 1}: {error}; {remedy}")
