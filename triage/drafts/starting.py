"""The first files of a new language: every key there and empty, the text to translate above it.

An empty text is refused when it is loaded, so a half-translated language never reaches a customer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from triage.drafts.language_set import NEEDED, is_language
from triage.drafts.places import flat
from triage.errors import TemplateBroken, UsageWrong
from triage.understanding.languages import languages

_TABLES = ("phrases.toml", "letters.toml", "tone.toml")
_GUIDE = """\
# {name}. Write each text between the quotation marks; what it says in {model} stands above it.
# {{names}} in braces stay as they are. `triage templates check {code}` lists what is still missing;
# docs/templates.md tells what each key means.
"""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to write."""

    name: str
    text: str


def new_language(code: str, model: str, sources: Mapping[str, str]) -> tuple[NewFile, ...]:
    """Return the files of a new language after a model's, by file name.

    Raises UsageWrong for a code that is no language, TemplateBroken for a broken model.
    """
    if code not in languages() and not is_language(code):
        raise UsageWrong(
            f"{code}: no language has this code; write it as in BCP 47, e.g. hi, pt-BR, zh-Hant"
        )
    lacking = [name for name in (*_TABLES, *(f"{n}.txt" for n in NEEDED)) if name not in sources]
    if lacking:
        raise TemplateBroken(f"{model}/{lacking[0]} is not there; take another model with --from")
    frames = [NewFile(f"{name}.txt", sources[f"{name}.txt"]) for name in NEEDED]
    head = _GUIDE.format(name=_english(code), model=_english(model), code=code)
    texts = {table: _emptied(f"{model}/{table}", sources[table]) for table in _TABLES}
    return (*frames, *(NewFile(table, head + text) for table, text in texts.items()))


def _emptied(name: str, source: str) -> str:
    lines: list[str] = []
    section = ""
    for key, value in _ordered(flat(name, source)):
        group, _, last = key.rpartition(".")
        head, _, rest = key.partition(".")
        if group and head != section:
            section = head
            lines += ["", f"[{head}]"]
        lines += [f"# {line}".rstrip() for line in _guide(value)]
        nothing = "[]" if isinstance(value, list) else '""'
        lines.append(f"{rest if group else last} = {nothing}")
    return "\n".join([*lines, ""])


def _ordered(values: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return the keys outside of tables first, as TOML wants them."""
    return sorted(values.items(), key=lambda pair: "." in pair[0])


def _guide(value: object) -> list[str]:
    if isinstance(value, list):
        return [json.dumps(each, ensure_ascii=False) for each in value]
    return str(value).strip().splitlines()


def _english(code: str) -> str:
    known = languages().get(code)
    if known is not None:
        return known.english
    return str(Locale.parse(code.replace("-", "_")).get_display_name("en"))
