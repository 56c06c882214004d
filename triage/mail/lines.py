"""Grows the lines of a text while HTML is walked: blanks collapse, breaks wait until text follows.

Cells of one table row become `label | value`, or `label: value` where the label brings its colon;
the trap: a paragraph inside a cell must not tear label and value apart.
"""

from __future__ import annotations

import re

CELL = " | "
_DEEPEST_MARK = 3  # "> > > "; deeper quotes are no easier to read
_BLANKS = re.compile("[ \t\r\n\f\xa0]+")


class Lines:
    """Collects text as lines, each with the quote depth it was begun at."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []
        self._depth = 0
        self._breaks = 0  # line ends owed before the next text
        self._cell = False  # a cell border is owed instead
        self._space = False  # a blank is owed
        self._bullet = False

    def text(self, text: str, depth: int, *, preformatted: bool) -> None:
        """Add running text at a quote depth."""
        if preformatted:
            first, *others = text.replace("\r\n", "\n").replace("\xa0", " ").split("\n")
            self._word(first, depth)
            for line in others:
                self.hard_break()
                self._word(line, depth)
            return
        squeezed = _BLANKS.sub(" ", text)
        self._space |= squeezed.startswith(" ")
        if stripped := squeezed.strip(" "):
            self._word(stripped, depth)
            self._space = squeezed.endswith(" ")
        elif "\xa0" in text and (self._breaks or not self._line):
            self.hard_break()  # <div>&nbsp;</div> is how editors leave a line empty

    def break_line(self, count: int = 1) -> None:
        """Owe a line end (a block begins or ends), two for a blank line."""
        if not self._cell:  # a block that opens a cell stays beside its label
            self._breaks = max(self._breaks, count)

    def hard_break(self) -> None:
        """End the line as `<br>` does; the second in a row leaves a blank line."""
        if not self._cell:
            self._breaks = min(self._breaks + 1, 2)

    def bullet(self) -> None:
        """Begin the next line with a dash."""
        self._bullet = True

    def begin_row(self) -> int:
        """Begin a table row; return the mark `begin_cell` wants."""
        self._cell = False
        self._breaks = max(self._breaks, 1)
        self._pay_breaks(self._depth)
        return len(self._done)

    def begin_cell(self, row: int) -> None:
        """Begin a cell: beside those before while they fill a single line, else below."""
        if self._line and len(self._done) == row:
            self._cell, self._breaks = True, 0
        else:
            self.break_line()

    def end_row(self) -> None:
        """End a table row."""
        self._cell = False
        self.break_line()

    def result(self) -> str:
        """Return all lines as one text."""
        self._end_line()
        return "\n".join(self._done).strip("\n")

    def _word(self, text: str, depth: int) -> None:
        """Put text on the present line, after paying what is owed."""
        if not text:
            return
        if depth != self._depth and self._line:
            self._cell, self._breaks = False, max(self._breaks, 1)
        if self._cell:
            self._line.append(" " if self._line[-1].endswith((":", "：")) else CELL)
            self._cell = self._space = False
        else:
            self._pay_breaks(depth)
        if not self._line:
            self._depth = depth
            if self._bullet:
                self._line.append("- ")
        elif self._space:
            self._line.append(" ")
        self._bullet = self._space = False
        self._line.append(text)

    def _pay_breaks(self, depth: int) -> None:
        """End the line owed; two breaks make one blank line, more make no more."""
        if self._breaks:
            self._end_line()
            if self._breaks > 1 and self._done and self._done[-1].strip("> "):
                self._done.append(self._mark(min(depth, self._depth)).rstrip())
        self._breaks = 0

    def _end_line(self) -> None:
        if self._line:
            self._done.append((self._mark(self._depth) + "".join(self._line)).rstrip())
        self._line = []
        self._space = False

    @staticmethod
    def _mark(depth: int) -> str:
        return "> " * min(depth, _DEEPEST_MARK)
