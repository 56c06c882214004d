"""HTML to readable lines: an own walk over Lexbor's tree, hidden text dropped, quotes marked "> ".

The trap: what a customer sees is all that counts; preheaders, trackers and style sheets are text to
a naive converter, and Python recursion ends at a few hundred nested tags, so the walk is a loop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from triage.mail.html_limits import tame
from triage.mail.html_marks import (
    Mark,
    is_box,
    is_coloured,
    is_preformatted,
    is_tiny,
    mark_of,
)
from triage.mail.lines import Lines
from triage.mail.wording import points_below

NODES_CAP = 60_000  # about half a second
_RULE_LOOKS = 20  # Outlook rules whose content is looked at; each look costs its subtree
_DELIMITER = "--"  # set above a signature that only an element's name tells of
_LINK_CAP = 300
_LABEL_CAP = 30
_BOXES_CAP = 40
_BOX_LEAST, _BOX_CAP = 12, 4_000  # characters
_ADDRESS = re.compile(r"[^\s<>@,;]{1,64}@[^\s<>@,;]{1,200}")
_ABOVE_CAP = 2_000
_CHILDREN_LOOKED_AT = 50

_DROPPED = frozenset(
    (
        *("script", "style", "title", "head", "template", "svg", "object", "embed"),
        *("iframe", "noscript", "select", "datalist", "math"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "includetail", "legend"),
        *("li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table"),
        *("tbody", "tfoot", "thead", "tr", "ul", "caption"),
    )
)
_CELLS = frozenset(("td", "th"))
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_NO_MARGIN = re.compile(r"margin\s*:\s*0(?:\.0{1,4})?(?:px|pt|cm|in|mm)?\s*(?:;|$)", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(r"\s{0,100}(?:<!doctype\s+html|<html[\s>]|<body[\s>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside an element."""

    quote: int = 0
    tiny: bool = False
    preformatted: bool = False
    gmail: bool = False  # inside a gmail_quote that already counts as a quote
    attribution: bool = False
    heading: bool = False  # Outlook's From and Sent
    coloured: bool = False  # a strong text colour, no link


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The lines, what was cut ("" if nothing), and what stands in boxes, without white space."""

    text: str
    defect: str = ""
    boxes: tuple[str, ...] = ()


def looks_like_html(text: str) -> bool:
    """Tell whether text that calls itself plain is a page of HTML."""
    return _LOOKS_LIKE_HTML.match(text) is not None


def html_to_text(html: str) -> HtmlText:
    """Turn HTML into lines: blocks end them, cells are set apart, quotes begin with "> "."""
    html, defect = tame(html)
    root = LexborHTMLParser(html).root
    walk = _Walk()
    if root is not None and not walk.run(root):
        defect = f"HTML over {NODES_CAP} nodes cut"
    return HtmlText(walk.lines.result(), defect, tuple(walk.boxes))


class _Walk:
    """One pass over a tree, with what a later element depends on."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._rest = 0  # 1 once everything that follows is quoted
        self._headed = False  # Outlook's From and Sent lines of the newest quote were met
        self._looks = 0
        self._above = ""  # the end of what stands above Outlook's quote
        self._points = False  # … and it says that answers stand below, or nothing at all
        self._rows: list[int] = []  # marks of the open table rows
        self.boxes: list[str] = []  # innermost ones with words and no link
        self._open: list[int] = []  # boxes found before each open one

    def run(self, root: LexborNode) -> bool:
        """Walk iteratively; False when the cap on nodes ended it early."""
        state = _State()
        stack: list[tuple[LexborNode, _State, Mark]] = []
        node: LexborNode | None = root
        for _ in range(NODES_CAP):
            if node is None:
                return True
            entered = self._enter(node, state)
            if entered is not None:
                child = node.child
                if child is not None:
                    stack.append((node, state, entered[1]))
                    node, state = child, entered[0]
                    continue
                self._leave(node, state, entered[1])
            following = node.next
            while following is None and stack:
                node, state, mark = stack.pop()
                self._leave(node, state, mark)
                following = node.next
            node = following
        return node is None

    def _enter(self, node: LexborNode, state: _State) -> tuple[_State, Mark] | None:
        """Emit what a node begins with; None when its content is not to be read."""
        tag = node.tag or ""
        if tag == "-text":
            if not state.tiny:
                text = node.text_content or ""
                if not self._rest and not state.heading:
                    self._above = (self._above + text)[-_ABOVE_CAP:]
                self.lines.text(text, self._depth(state), preformatted=state.preformatted)
            return None
        if not tag[:1].isalpha() or tag in _DROPPED:
            return None
        attributes = node.attributes
        mark = mark_of(tag, attributes)
        if mark is Mark.HIDDEN:
            return None
        self._begin(tag, attributes)
        if is_box(tag, attributes):
            self._open.append(len(self.boxes))
        if mark is Mark.OUTLOOK_RULE:
            mark = Mark.REST if self._holds_header_lines(node) else Mark.PLAIN
        if mark in (Mark.REST, Mark.END) and not self._rest:
            self._points = not self._above.strip() or points_below(self._above)
        if mark is Mark.SIGNATURE and not self._depth(state) and self._holds_text(node):
            self.lines.break_line()
            self.lines.text(_DELIMITER, 0, preformatted=False)
            self.lines.break_line()
        quoted = mark is Mark.QUOTE
        gmail = state.gmail
        if mark is Mark.GMAIL_QUOTE:
            quoted = not gmail and not _has_blockquote(node)
            gmail = gmail or quoted
        inner = _State(
            quote=state.quote + quoted,
            tiny=is_tiny(attributes, state.tiny),
            preformatted=state.preformatted or is_preformatted(tag, attributes),
            gmail=gmail,
            attribution=state.attribution or mark is Mark.ATTRIBUTION,
            heading=state.heading or (mark is Mark.REST and not self._headed),
            coloured=tag != "a" and (state.coloured or is_coloured(tag, attributes)),
        )
        return inner, mark

    def _depth(self, state: _State) -> int:
        if state.heading:
            return state.quote
        if self._rest and self._points and state.coloured:
            return 0  # an answer written into the quote
        # Gmail's "On … wrote:" lies inside the element that counts as the quote.
        return state.quote + self._rest - (state.attribution and state.gmail)

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "br":
            self.lines.hard_break()
        elif tag == "tr":
            self._rows.append(self.lines.begin_row())
        elif tag in _CELLS and self._rows:
            self.lines.begin_cell(self._rows[-1])
        elif tag in _BLOCKS:
            self.lines.break_line(_gap(tag, attributes))
            if tag == "li":
                self.lines.bullet()

    def _leave(self, node: LexborNode, state: _State, mark: Mark) -> None:
        """Emit what a node ends with; `state` is that around it."""
        tag = node.tag or ""
        if is_box(tag, node.attributes):
            self._keep_box(node, self._open.pop())
        if tag == "a" and not state.tiny:
            if target := _link_target(node):
                self.lines.text(f" ({target})", self._depth(state), preformatted=False)
            elif address := _address_of_header(node):
                self.lines.text(f" <{address}>", self._depth(state), preformatted=False)
        elif tag == "tr" and self._rows:
            self._rows.pop()
            self.lines.end_row()
        elif tag in _BLOCKS:
            self.lines.break_line(_gap(tag, node.attributes))
        if mark in (Mark.REST, Mark.END):
            self._rest = 1
            self._headed |= mark is Mark.REST

    def _keep_box(self, node: LexborNode, before: int) -> None:
        """Keep the words of a box that holds no other, and no link as buttons do."""
        if before < len(self.boxes) or len(self.boxes) >= _BOXES_CAP:
            return
        words = "".join(node.text().split()) if node.css_first("a") is None else ""
        if _BOX_LEAST <= len(words) <= _BOX_CAP:
            self.boxes.append(words)

    def _holds_text(self, node: LexborNode) -> bool:
        self._looks += 1
        return self._looks <= _RULE_LOOKS and len(node.text()[:2000].strip()) > len(_DELIMITER)

    def _holds_header_lines(self, node: LexborNode) -> bool:
        """Tell whether a ruled block holds From and Sent, for it may also rule off a signature."""
        self._looks += 1
        if self._looks > _RULE_LOOKS:
            return False
        text = node.text()[:2000]
        return text.count(":") + text.count("：") >= 3


def _gap(tag: str, attributes: dict[str, str | None]) -> int:
    """Return the breaks around a block: two leave a blank line, as paragraphs with a margin do."""
    if tag not in _PARAGRAPHS:
        return 1
    # Outlook writes every line as a paragraph of this class, without margins.
    tight = "MsoNormal" in (attributes.get("class") or "")
    return 1 if tight or _NO_MARGIN.search((attributes.get("style") or "")[:2000]) else 2


def _has_blockquote(node: LexborNode) -> bool:
    """Tell whether Gmail's blockquote is among the first children."""
    child = node.child
    for _ in range(_CHILDREN_LOOKED_AT):
        if child is None:
            return False
        if child.tag == "blockquote" and "gmail_quote" in (child.attributes.get("class") or ""):
            return True
        child = child.next
    return False


def _address_of_header(node: LexborNode) -> str:
    """Return the address behind "From: <a href=mailto:…>Name</a>", "" for any other link."""
    href = (node.attributes.get("href") or "").strip()
    name, parent = node.text()[:_LINK_CAP].strip(), node.parent
    if not href.lower().startswith("mailto:") or "@" in name or not name or parent is None:
        return ""
    line = parent.text()[:_LINK_CAP].strip()
    label = line.removesuffix(name).rstrip()
    address = href[7:].split("?", 1)[0]
    is_header = label != line and label.endswith((":", "：")) and len(label) <= _LABEL_CAP
    return address if is_header and _ADDRESS.fullmatch(address) else ""


def _link_target(node: LexborNode) -> str:
    """Return a link's address if it tells more than its text: web addresses of bearable length."""
    href = (node.attributes.get("href") or "").strip()
    if not href.lower().startswith(("http://", "https://")) or len(href) >= _LINK_CAP:
        return ""
    text = node.text().strip()
    bare = href.split("://", 1)[1].rstrip("/").lower()
    if not text or re.search(r"[\s<>]", href):
        return ""
    shown = text.lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    return "" if shown == bare else f"<{href}>"
