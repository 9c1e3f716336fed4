"""Tables that fit the terminal: columns that would be squeezed go into further tables below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markup import escape
from rich.table import Table

#: Cells up to this long are never broken over lines.
WHOLE = 20
_GAP = 3


@dataclass
class Sheet:
    """Rows of plain text under heads; every table it is cut into begins with the first column.

    What is too wide for the terminal is cut before column ``cut`` first, if that is named.
    """

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    cut: int | None = None

    def add(self, *cells: str, style: str = "") -> None:
        """One more row."""
        self.rows.append(cells)
        self.styles.append(style)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for n, block in enumerate(self._blocks(options.max_width)):
            if n:
                yield ""
            table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
            for c, width in zip(block, self._widths(block, options.max_width), strict=True):
                table.add_column(escape(self.columns[c]), overflow="fold", width=width)
            for row, style in zip(self.rows, self.styles, strict=True):
                table.add_row(*(escape(row[c]) for c in block), style=style)
            yield table

    def _blocks(self, width: int) -> Iterator[list[int]]:
        """The columns of each table; all begin with the same column."""
        block, used = [0], self._least(0)
        whole = sum(self._least(c) + _GAP for c in range(len(self.columns))) - _GAP <= width
        for c in range(1, len(self.columns)):
            is_cut = c == self.cut and not whole
            if len(block) > 1 and (is_cut or used + _GAP + self._least(c) > width):
                yield block
                block, used = [0], self._least(0)
            block.append(c)
            used += _GAP + self._least(c)
        yield block

    def _widths(self, block: list[int], width: int) -> list[int]:
        """What each column gets: all it wants where that fits, else the least and a share of what is left."""
        wanted = [max(map(cell_len, (self.columns[c], *(r[c] for r in self.rows)))) for c in block]
        least = [min(self._least(c), n) for c, n in zip(block, wanted, strict=True)]
        room = max(width - _GAP * (len(block) - 1), 1)
        lacking = sum(wanted) - sum(least)
        if sum(wanted) <= room or lacking == 0:
            return wanted
        left = max(room - sum(least), 0)
        given = [a + (b - a) * left // lacking for a, b in zip(least, wanted, strict=True)]
        given[0] = max(given[0] - max(sum(given) - room, 0), 1)  # one column alone may be too wide
        return given

    def _least(self, column: int) -> int:
        """The width below which the column would be hard to read."""
        head = max(map(cell_len, self.columns[column].split()), default=0)
        return max([head, *(_least(row[column]) for row in self.rows)])


def _least(text: str) -> int:
    if cell_len(text) <= WHOLE:
        return cell_len(text)
    return max(WHOLE, *map(cell_len, text.split()))


def plain_table(*columns: str) -> Table:
    """Return a table with a rule under its head and nothing else."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for i, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=i == 0 and column == "model")
    return table


def sheet(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    """A sheet of ready rows."""
    table = Sheet(tuple(columns))
    for row in rows:
        table.add(*row)
    return table
