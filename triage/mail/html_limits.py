"""Tames HTML before Lexbor builds its tree: nesting, open formatting and giant tags are capped.

The trap: by the HTML standard unclosed `<font>` tags are opened anew in every paragraph, and Lexbor
compares each attribute and open element with all others; 100 kB of such HTML cost a minute.
"""

from __future__ import annotations

import re

HTML_CAP = 2 * 1024 * 1024  # characters, after pasted pictures are taken out
_SMALL = 40_000  # below these sizes the worst HTML we could make costs 0.2 s, so it is left alone
_FEW_TAGS = 1_500
_DEPTH_CAP = 400  # long threads of table layouts reach about 150
_FORMATTING_CAP = 40
_TAG_CAP = 5_000  # characters of one tag

_DATA_URL = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]+")
_TAG = re.compile(r"<(?:!--|(/?)([A-Za-z][A-Za-z0-9]{0,30}))")
_STOP = re.compile(r"[\"'>]")
_FORMATTING = frozenset(
    (
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike"),
        *("strong", "tt", "u"),
    )
)
# Elements without an end tag, or whose end tag may be left out, do not count as nesting.
_UNCOUNTED = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
        *("param", "source", "track", "wbr", "p", "li", "td", "th", "tr", "dt", "dd"),
        *("option", "tbody", "thead", "tfoot", "colgroup"),
    )
)


def tame(html: str) -> tuple[str, str]:
    """Return HTML that parses in bearable time, and what was cut ("" if nothing)."""
    if "data:" in html:
        html = _DATA_URL.sub("data:", html)
    defect = ""
    if len(html) > HTML_CAP:
        html, defect = html[:HTML_CAP], "HTML over 2 MB cut"
    if len(html) <= _SMALL and html.count("<") <= _FEW_TAGS:
        return html, defect
    kept = _kept(html)
    return kept, defect if len(kept) == len(
        html
    ) else defect or "HTML too deeply nested: tags left out"


def _kept(html: str) -> str:
    """Copy the HTML without the tags that go over a cap."""
    out: list[str] = []
    opened: dict[str, int] = {}
    depth = formatting = at = 0
    while match := _TAG.search(html, at):
        if match[2] is None:
            end = html.find("-->", match.end()) + 3
            end = len(html) if end == 2 else end
            out.append(html[at:end])
            at = end
            continue
        out.append(html[at : match.start()])
        end, name = _tag_end(html, match.end()), match[2].lower()
        keep = end - match.start() <= _TAG_CAP
        is_format = name in _FORMATTING
        if match[1]:
            if opened.get(name):
                opened[name] -= 1
                formatting -= is_format
                depth -= not is_format
        elif name not in _UNCOUNTED:
            keep = keep and (formatting < _FORMATTING_CAP if is_format else depth < _DEPTH_CAP)
            if keep:
                opened[name] = opened.get(name, 0) + 1
                formatting += is_format
                depth += not is_format
        if keep:
            out.append(html[match.start() : end])
        at = end
    out.append(html[at:])
    return "".join(out)


def _tag_end(html: str, at: int) -> int:
    """Return where a tag ends; a ">" inside a quoted value does not end it."""
    while stop := _STOP.search(html, at):
        at = stop.end()
        if stop[0] == ">":
            return at
        # As the standard has it, a quote opens a value only behind an equals sign.
        if html[max(0, stop.start() - 20) : stop.start()].rstrip().endswith("="):
            at = html.find(stop[0], at) + 1
            if not at:
                break
    return len(html)
