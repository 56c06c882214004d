"""Mails as platforms, help desks and forms write them, put together from wrapper_lines/ and prose
of customers, so that the judge of lines meets every language at every place.

Drawn from a seeded generator: the same files give the same mails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from numpy.random import Generator

from triage.learning.line_facts import Facts, invented
from triage.learning.line_mails import NEITHER, OWN, WRAPPER, LinedMail
from triage.learning.line_templates import LABEL, Templates
from triage.learning.said import Said, marked
from triage.mail.line_features import Setting
from triage.mail.wording import key

PAGE = 1.0  # what a line of a made mail counts
_SHAPES = (
    *("{0}: {1}",) * 4,
    *("{0} | {1}", "{0}\n{1}", "{0}\n{1}\n", "- {0}: {1}", "【{0}】{1}", "{0}.....: {1}"),
    *("*{0}:* {1}", "{0}：{1}", "[{0}] {1}", "{0} - {1}", "{0}:\n{1}"),
)
_BUTTONS = (
    *("{0} (<{1}>)",) * 2,
    *("{0}: {1}", "{0}", "[{0}]", "({1})", "{1}", "{0} ({1})", "[ {0} ]", "{0} >", "{0}\n{1}"),
)
_ENDINGS = (
    *("--\n{site}", "© 2026 {site}", "{site}", "{shop} · info@{site}", "{url}", "{site} | {url}"),
    *("{site}, {date}", "", "", "", "", "{url}\n{url}", "Ref: {n}-{order}", "[{order}:{n}]"),
)
_RULES = (
    *("-----", "________________", "==========", "* * *", "––––––––––"),
    "----------------------------",
)
_QUOTES = (
    *(("“", "”"), ('"', '"'), ("„", "“"), ("«", "»"), ("「", "」"), ("'", "'")),
    ("«\u00a0", "\u00a0»"),
)

Marked = list[tuple[str, int]]
Chosen = TypeVar("Chosen")


class Writer:
    """Writes mails by chance, out of templates and prose."""

    def __init__(self, generator: Generator, lines: Mapping[str, Templates]) -> None:
        """Take the seeded generator that every choice is drawn from, and all languages' lines."""
        self._generator = generator
        self._lines = lines
        self._facts: Facts = invented(generator, "")

    def page(self, language: str, prose: str, hand: str = "") -> LinedMail:
        """Write a notice in one language around a customer's prose; now and then in two."""
        lines = self._lines[language]
        self._facts = invented(self._generator, language)
        above = self._above(lines) if self._chance(0.78) else []
        english = ("en",) if "en" in self._lines else ()  # the likeliest second language
        foot = self._lines[self.one((*english, *self._lines))] if self._chance(0.12) else lines
        below = self._below(foot) if self._chance(0.8) or not above else []
        marked = [*_of_machine(above), *self._words(lines, prose, led=bool(above))]
        marked += [*_of_machine([""] if below and self._chance(0.8) else []), *_of_machine(below)]
        return _lined(self._spaced(marked), self._setting(lines), hand)

    def within(self, mail: LinedMail, prose: str) -> LinedMail:
        """Write a customer's prose in place of the words of a real mail, or into a notice."""
        self._facts = invented(self._generator, "")
        pairs = list(zip(mail.lines, mail.whose, strict=True))
        own = self._own_lines(prose)
        places = [at for at, whose in enumerate(mail.whose) if whose == OWN]
        if places:
            begin, end = places[0], places[-1] + 1
        elif mail.carried or not any(mail.whose):
            return mail
        else:  # a notice: between two of its lines, set off
            begin = end = int(self._generator.integers(len(pairs) + 1))
            own = [("", NEITHER), *own, ("", NEITHER)]
        return _lined([*pairs[:begin], *own, *pairs[end:]], mail.setting, mail.hand)

    def one(self, choices: Sequence[Chosen]) -> Chosen:
        """Draw one of several."""
        return choices[int(self._generator.integers(len(choices)))]

    def _chance(self, share: float) -> bool:
        return bool(self._generator.random() < share)

    def _fill(self, template: str) -> str:
        return template.format_map(self._facts.values)

    def _setting(self, lines: Templates) -> Setting:
        subject = self._fill(self.one((self.one(lines.sections["above"]), "{site}: {order}")))
        name = key(self._facts.values["buyer"]).split() if self._chance(0.6) else []
        ours = key(self._facts.values["shop"]).split()[0]
        people = tuple(sorted(word for word in name if len(word) > 2))
        return Setting(key(subject), (self._facts.site,), people, (ours,))

    def _above(self, lines: Templates) -> list[str]:
        found: list[str] = []
        if self._chance(0.2):
            found += [self._fill(self.one(("{site}", "[{site}]", "{shop}", "{site} | {shop}"))), ""]
        for _ in range(int(self._generator.integers(4))):
            found += self._some(lines, "above", 1)
        found += self._rows(lines, 8) if self._chance(0.5) else []
        found += self._some(lines, "below", 1) if self._chance(0.12) else []
        found += self._some(lines, "above", 1) if self._chance(0.4) else []
        found += self._button(lines) if self._chance(0.12) else []
        if self._chance(0.15):
            found += [self._facts.values["item"], *([""] if self._chance(0.5) else [])]
        if self._chance(0.08):
            found += [self._fill(self.one(("{buyer}", "{buyer}:", "{buyer} · {date}", "{date}")))]
        return found

    def _below(self, lines: Templates) -> list[str]:
        found = self._rows(lines, 7) if self._chance(0.35) else []
        found += self._button(lines) if self._chance(0.6) else []
        for _ in range(int(self._generator.integers(6))):
            found += self._some(lines, "below", 2 if self._chance(0.2) else 1)
        found += self._button(lines) if self._chance(0.1) else []
        return [*found, *self._fill(self.one(_ENDINGS)).split("\n")]

    def _some(self, lines: Templates, section: str, count: int) -> list[str]:
        chosen = [self._fill(self.one(lines.sections[section])) for _ in range(count)]
        joined = [" ".join(chosen)] if self._chance(0.5) else chosen
        return [*joined, *([""] if self._chance(0.7) else [])]

    def _rows(self, lines: Templates, most: int) -> list[str]:
        shape = self.one(_SHAPES)
        count = int(self._generator.integers(1, most))
        drawn = [self._fill(self.one(lines.sections["rows"])) for _ in range(count)]
        rows = [found for row in drawn if (found := LABEL.fullmatch(row))]
        shown = [shape.format(row[1], row[2]) for row in rows]
        return [*"\n".join(shown).split("\n"), *([""] if self._chance(0.7) else [])]

    def _button(self, lines: Templates) -> list[str]:
        text = self.one(lines.sections["buttons"])
        button = self.one(_BUTTONS).format(text, self._facts.values["url"])
        return [*button.split("\n"), *([""] if self._chance(0.7) else [])]

    def _words(self, lines: Templates, prose: str, *, led: bool) -> Marked:
        """Write the customer's lines as machines show them: bare, quoted, boxed, labelled."""
        own = self._own_lines(prose)
        drawn = self._generator.random()
        gap: Marked = [("", NEITHER)] if led and self._chance(0.75) else []
        if drawn < 0.08:
            own = [(f"> {line}", whose) for line, whose in own]
        elif drawn < 0.18:
            first, last = _QUOTES[int(self._generator.integers(len(_QUOTES)))]
            own[0] = (first + own[0][0], own[0][1])
            own[-1] = (own[-1][0] + last, own[-1][1])
        elif drawn < 0.24:
            rule = self.one(_RULES)
            own = [(rule, WRAPPER), *own, (rule, WRAPPER)]
        elif drawn < 0.42:
            label = self.one(lines.sections["message"])
            own = self._labelled(label, own)
        return [*gap, *own]

    def _labelled(self, label: str, own: Marked) -> Marked:
        if self._chance(0.4):
            shape = self.one(("{0}: {1}", "{0}: {1}", "{0} | {1}", "*{0}:* {1}", "【{0}】{1}"))
            return [(shape.format(label, own[0][0]), own[0][1]), *own[1:]]
        shape = self.one(("{0}:", "{0}", "{0}:", "【{0}】", "*{0}*", "{0}：", "--- {0} ---"))
        return [(shape.format(label), WRAPPER), *own]

    def _own_lines(self, prose: str) -> Marked:
        said = Said(prose, self._generator)
        own = marked(said.lines())
        if self._chance(0.1):
            # What closes a letter may be taken for either; an order's number may not.
            closing = ("", said.closing(), self._facts.values["buyer"])
            return [*own, *((line, NEITHER) for line in closing)]
        return [*own, (self._facts.values["order"], OWN)] if self._chance(0.03) else own

    def _spaced(self, marked: Marked) -> Marked:
        drawn = self._generator.random()
        if drawn < 0.25:  # tables leave a blank line between their cells
            blank = ("", NEITHER)
            return [x for one in marked for x in ((one, blank) if one[1] == WRAPPER else (one,))]
        if drawn < 0.35:  # and plain texts may have none at all
            return [one for one in marked if one[0].strip()]
        return marked


def _of_machine(lines: Sequence[str]) -> Marked:
    return [(line, WRAPPER) for line in lines]


def _lined(marked: Sequence[tuple[str, int]], setting: Setting, hand: str) -> LinedMail:
    pairs = [(part, whose) for line, whose in marked for part in line.split("\n")]
    whose = tuple(whose if line.strip() else NEITHER for line, whose in pairs)
    return LinedMail(tuple(line for line, _ in pairs), setting, whose, PAGE, hand)
