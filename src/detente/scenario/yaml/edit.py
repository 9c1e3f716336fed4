"""Editing a scenario file in place: only the text of what changes is touched.

Comments, the order of keys, layout and quotes stay as they are. Each edit replaces a span of the text and
then reads the result back: an edit whose text does not mean exactly what was asked is refused.
"""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detente.files.reading import decode
from detente.scenario.problems import Problem, ScenarioError
from detente.scenario.scenario import Scenario
from detente.scenario.yaml.load import read_file, validated
from detente.scenario.yaml.parse import parse_yaml
from detente.scenario.yaml.places import Located, Place
from detente.scenario.yaml.write import flow, plain, text_scalar

Path_ = str | Sequence[str | int]


class Document:
    """The text of a scenario file, valid or not yet, with edits by path.

    Paths are dotted (``actors.us.capability``, ``stances.0.position``, and for stances and ties also
    ``stances.us.territory.position``, ``ties.influence.us.uk``) or sequences of keys and indices.

    Parameters
    ----------
    text
        The text of the file.
    name
        What problems call the file.
    path
        Where ``save`` writes it by default.
    bom
        Whether the file begins with a byte order mark.

    Raises
    ------
    ScenarioError
        If the text is not YAML.
    """

    def __init__(self, text: str, name: str = "<text>", path: Path | None = None, bom: bool = False) -> None:
        self._text, self._name, self._path, self._bom = text, name, path, bom
        self._read = _no_problems(parse_yaml(text, name))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Document:
        """Open the document in a UTF-8 file.

        Raises
        ------
        ScenarioError
            If the file cannot be read, is in another encoding, or is not YAML.
        """
        data = read_file(Path(path))
        located = parse_yaml(data, os.fspath(path))
        if (encoding := decode(data).encoding) != "UTF-8":
            what, remedy = "only UTF-8 can be edited in place", "save the file as UTF-8"
            raise ScenarioError([Problem(os.fspath(path), 1, 1, "", what, encoding, remedy)])
        return cls(located.text, os.fspath(path), Path(path), data.startswith(b"\xef\xbb\xbf"))

    @classmethod
    def parse(cls, text: str | bytes, name: str = "<text>") -> Document:
        """Parse the document in YAML text; raises ScenarioError if it is not YAML."""
        return cls(parse_yaml(text, name).text, name)

    def text(self) -> str:
        """Return the text as it is now."""
        return self._text

    def scenario(self) -> Scenario:
        """Return the scenario in it; raises ScenarioError with everything wrong."""
        return validated(self._read, self._name)

    def get(self, path: Path_) -> Any:
        """Return a copy of the plain value at a path; raises KeyError if there is none."""
        value = self._read.value
        for part in self._read.loc(path):
            value = value[part]
        return copy.deepcopy(value)

    def set(self, path: Path_, value: Any) -> None:
        """Replace the value at a path, or add it if its mapping or list exists.

        Parameters
        ----------
        path
            The path; a list grows by the index after its last.
        value
            Plain data, a quantity or any other part of a scenario.

        Raises
        ------
        KeyError
            If there is nothing to add to.
        ScenarioError
            If the text there cannot be edited on its own, as a value shared by an alias.
        """
        if not path:
            raise KeyError("name a path to set")
        new = plain(value)
        try:
            loc = self._read.loc(path)
        except KeyError:
            self._add(path, new)
            return
        place, key = self._read.root.find(loc)
        old = self.get(loc)
        keep = place.style if isinstance(new, str) and isinstance(old, str) and place.style in "'\"" else ""
        written = text_scalar(new, keep) if keep else flow(new)
        start = place.start
        if not place.flow and key is not None:
            start = self._text.index(":", key.end) + 1
            written = f" {written}{self._text[start : place.start].rstrip()}"
        elif start == place.end:
            bare = key is not None and ":" not in self._text[key.end : start]
            written = f": {written}" if bare else f" {written}"
        self._splice(start, place.end, written, _with(self._read.value, loc, new))

    def delete(self, path: Path_) -> None:
        """Remove a key with its value, or an entry of a list; raises KeyError if there is none."""
        loc = self._read.loc(path)
        if not loc:
            raise KeyError("name a path to delete")
        expected = _with(self._read.value, loc, _GONE)
        parent, above = self._read.root.find(loc[:-1])
        place, key = self._read.root.find(loc)
        siblings = list(parent.parts.values()) or parent.items
        if len(siblings) == 1:
            self._empty(parent, above, expected)
        elif parent.flow:
            at = next(i for i, p in enumerate(siblings) if p is place)
            starts = [k.start for k in parent.keys.values()] or [p.start for p in parent.items]
            if at + 1 < len(siblings):
                self._splice(starts[at], starts[at + 1], "", expected)
            else:
                self._splice(siblings[at - 1].end, place.end, "", expected)
        else:
            head = key.start if key is not None else place.start
            start = self._text.rfind("\n", 0, head) + 1
            if self._text[start:head].strip(" -"):
                raise self._refused(place)
            if key is not None and self._text[start:head].strip():
                # the first key of a list's entry: the dash stays, the next key comes up to it
                after = next(iter(list(parent.keys.values())[1:]))
                self._splice(head, after.start, "", expected)
            else:
                self._splice(start, self._line_end(place.end), "", expected)

    def save(self, path: str | os.PathLike[str] | None = None) -> Path:
        """Write the text to a file, which appears whole or not at all.

        Parameters
        ----------
        path
            The file; by default the file that was opened.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        ValueError
            If there is no path and the document was not opened from a file.
        OSError
            If the file cannot be written.
        """
        target = Path(path) if path is not None else self._path
        if target is None:
            raise ValueError("this document was not opened from a file: give a path")
        target = target.resolve()
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write((b"\xef\xbb\xbf" if self._bom else b"") + self._text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return target

    def _add(self, path: Path_, new: Any) -> None:
        parts = path.split(".") if isinstance(path, str) else list(path)
        loc = self._read.loc(parts[:-1])
        place = self._read.root.find(loc)[0]
        parent = self.get(loc)
        last = parts[-1]
        if isinstance(parent, list) and str(last) == str(len(parent)):
            entry, mark = flow(new), "- "
            expected = _with(self._read.value, (*loc, len(parent)), new)
        elif isinstance(parent, dict):
            entry, mark = flow({str(last): new})[1:-1], ""
            expected = _with(self._read.value, (*loc, str(last)), new)
        else:
            raise KeyError(".".join(map(str, parts)))
        children = list(place.parts.values()) or place.items
        if place.flow:
            end = self._text.rindex("]" if isinstance(parent, list) else "}", 0, place.end)
            at = children[-1].end if children else end
            self._splice(at, at, f", {entry}" if children else entry, expected)
            return
        column = next(iter(place.keys.values())).column if place.keys else place.column
        at = self._line_end(children[-1].end)
        lead = "" if self._text[:at].endswith(("\n", "\r")) else self._newline()
        self._splice(at, at, f"{lead}{' ' * column}{mark}{entry}{self._newline()}", expected)

    def _empty(self, parent: Place, above: Place | None, expected: Any) -> None:
        empty = "[]" if parent.items else "{}"
        if parent.flow or above is None:
            self._splice(parent.start, parent.end, empty, expected)
        else:
            start = self._text.index(":", above.end) + 1
            self._splice(start, parent.end, f" {empty}", expected)

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end + 1

    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self._text else "\n"

    def _refused(self, place: Place) -> ScenarioError:
        what, remedy = "this place cannot be edited on its own", "edit the file by hand"
        return ScenarioError([Problem(self._name, place.line + 1, place.column + 1, "", what, "", remedy)])

    def _splice(self, start: int, end: int, written: str, expected: Any) -> None:
        text = self._text[:start] + written + self._text[end:]
        line = self._text.count("\n", 0, start)
        try:
            located = _no_problems(parse_yaml(text, self._name))
        except ScenarioError:
            located = None
        if located is None or repr(located.value) != repr(expected):
            raise self._refused(Place(start, end, line, start - self._text.rfind("\n", 0, start) - 1))
        self._text, self._read = text, located


_GONE = object()


def _with(tree: Any, loc: Sequence[str | int], new: Any) -> Any:
    """The tree with the value at ``loc`` replaced, added or (``_GONE``) removed; shares what stays."""
    if not loc:
        return new
    changed = copy.copy(tree)
    first, rest = loc[0], loc[1:]
    if not rest and new is _GONE:
        del changed[first]
    elif isinstance(changed, list) and first == len(changed):
        changed.append(new)
    else:
        changed[first] = _with(changed[first] if rest else None, rest, new)
    return changed


def _no_problems(located: Located) -> Located:
    if located.problems:
        raise ScenarioError(located.problems)
    return located
