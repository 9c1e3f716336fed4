"""KTAB's XML: a ``Scenario`` of ``Dimensions`` and ``Actors`` with ``Position`` and ``Salience``."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from detente.cells import Cell
from detente.files.reading import UnreadableError, decode
from detente.names import find_hidden, plain_name
from detente.scenario import Problem, ScenarioError
from detente.tables import Table, failure, notify

#: What else KTAB writes; it says how KTAB is to run, not who wants what.
_SETTINGS = ("ModelParameters", "IdealAdjustment")
_MOST_DEEP = 20


@dataclass
class XmlActor:
    """An actor's cells: name and power, where it begins if it has none, and a number for each dimension."""

    name: Cell
    power: Cell
    note: str = ""
    position: list[Cell] = field(default_factory=list)
    salience: list[Cell] = field(default_factory=list)

    @property
    def numbers(self) -> tuple[Cell, ...]:
        """Power, then a position and a salience for each dimension."""
        pairs = zip(self.position, self.salience, strict=True)
        return self.power, *(cell for pair in pairs for cell in pair)


@dataclass
class XmlScenario:
    """What the file says; ``table`` takes the problems with its cells."""

    table: Table
    title: str = ""
    note: str = ""
    dimensions: list[str] = field(default_factory=list)
    actors: list[XmlActor] = field(default_factory=list)


def parse_xml(data: bytes, name: str) -> XmlScenario:
    """The scenario in KTAB's XML. Raises ScenarioError, with line and column, for other or broken XML."""
    reader = _Reader(name)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as why:
        what, remedy = "this is not well-formed XML", "correct it, or save the scenario as CSV"
        raise ScenarioError([Problem(name, why.lineno, why.offset + 1, "", what, "", remedy)]) from None
    except (LookupError, ValueError):
        raise _other_encoding(data, name) from None
    return reader.finish()


def _other_encoding(data: bytes, name: str) -> ScenarioError:
    try:
        decode(data)
    except UnreadableError as why:
        return failure(name, why)
    what, remedy = "this XML names an unknown encoding", "save it as UTF-8"
    return ScenarioError([Problem(name, 1, 1, "", what, "", remedy)])


class _Reader:
    """Follows the parser from element to element."""

    def __init__(self, name: str) -> None:
        self.made = XmlScenario(Table(name, (Cell("", 1, 1),), []))
        self.path: list[str] = []
        self.text = ""
        self.place = Cell("", 1, 1)
        self.unread: dict[str, None] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.add
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype

    def here(self, text: str = "") -> Cell:
        return Cell(text, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    def stop(self, what: str, got: str, remedy: str) -> ScenarioError:
        return ScenarioError([self.made.table.problem(self.here(), what, remedy, got)])

    def page(self) -> ScenarioError:
        remedy = "save the file itself, not the page that shows it"
        return self.stop("expected a KTAB scenario", "a web page", remedy)

    def refuse_doctype(self, root: str, *_: object) -> None:
        if root.casefold() == "html":
            raise self.page()
        raise self.stop("a document type is not allowed here", "DOCTYPE", "remove it")

    def start(self, tag: str, _: dict[str, str]) -> None:
        if not self.path and tag.casefold() == "html":
            raise self.page()
        if not self.path and tag != "Scenario":
            remedy = "KTAB's XML begins with <Scenario>; save other tables as CSV"
            raise self.stop("expected a KTAB scenario", f"<{tag}>"[:60], remedy)
        if len(self.path) == _MOST_DEEP:
            raise self.stop(f"elements are nested more than {_MOST_DEEP} deep", "", "nest less")
        self.path.append(tag)
        self.text, self.place = "", self.here()
        if self.path[1:] == ["Actors", "Actor"]:
            self.made.actors.append(XmlActor(self.here(), self.here()))

    def add(self, text: str) -> None:
        if hidden := find_hidden(text):
            what = "this character is not allowed in a table"
            raise ScenarioError([self.made.table.problem(self.place, what, "remove it", hidden[1])])
        self.text += text

    def end(self, _: str) -> None:
        inside, text = "/".join(self.path[1:]), plain_name(self.text)
        cell = Cell(text, self.place.line, self.place.column)
        made, actor = self.made, self.made.actors[-1] if self.made.actors else None
        if inside == "name":
            made.title = text
        elif inside == "desc":
            made.note = text
        elif inside == "Dimensions/dName":
            made.dimensions.append(text)
        elif actor is not None and inside.startswith("Actors/Actor/"):
            self.fill(actor, inside.removeprefix("Actors/Actor/"), cell)
        elif inside in _SETTINGS:
            self.unread[inside] = None
        self.path.pop()
        self.text = ""

    def fill(self, actor: XmlActor, key: str, cell: Cell) -> None:
        if key == "name":
            actor.name = cell
        elif key == "description":
            actor.note = cell.text
        elif key == "capability":
            actor.power = cell
        elif key == "Position/dCoord":
            actor.position.append(cell)
        elif key == "Salience/dSal":
            actor.salience.append(cell)

    def finish(self) -> XmlScenario:
        made = self.made
        if not made.actors:
            made.table.wrong(Cell("", 1, 1), "there are no actors", "write them in <Actors>", "")
        count = len(made.dimensions) or max((len(a.position) for a in made.actors), default=0)
        made.dimensions = [
            text or f"dimension {k}" for k, text in enumerate(made.dimensions or [""] * count, 1)
        ]
        for actor in made.actors:
            for key, cells in (("Position", actor.position), ("Salience", actor.salience)):
                if len(cells) != count or not count:
                    what = f"expected as many numbers in <{key}> as there are dimensions, {count}"
                    made.table.wrong(actor.name, what, "write one for each", str(len(cells)))
        made.table.done()
        if self.unread:
            notify(made.table.name, f"ignored: {', '.join(self.unread)}, which say how KTAB is to run")
        return made
