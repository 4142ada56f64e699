"""Lists of keywords as CSV: a subscription a row by the names of its columns, or one of all lines of a single column.

A keyword of several words is a phrase, and `*` at the end of a word stands for any ending.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.match.importing.csv_columns import Column, column_of, near_column
from agents.match.importing.leaves import leaf, signs
from agents.match.importing.result import At, Draft, Findings, Unreadable, Unsayable, refused
from agents.match.query.nodes import And, Node, Not, Or, join
from agents.match.query.printer import show
from schemas.formats import subscription_words as words
from schemas.formats.mistakes import Reading
from schemas.levels import SeverityLevel
from schemas.subscription import SourceFilter, When

_DELIMITERS = (",", ";", "\t")
_MEMBER = re.compile(r"\s*near:[^km]{1,60}km|[^,]+", re.IGNORECASE)
_PARTS = re.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row, without outer blanks."""

    at: At
    text: str


Row = dict[Column, Cell]


def drafts(text: str) -> Iterator[Draft]:
    """What can be said of each row, or of the one list."""
    delimiter = delimiter_of(text)
    try:
        rows = [(number, row) for number, row in _rows(text, delimiter) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        yield refused(Unreadable(At("file"), text[:80], f"no CSV: {error}"))
        return
    if not rows:
        yield refused(Unreadable(At("file"), "", "there is no row in it"))
    elif _is_header(rows[0][1]):
        yield from _table(rows)
    elif all(len(row) == 1 for _, row in rows):
        yield _list([Cell(At(f"row {number}"), row[0].strip()) for number, row in rows])
    else:
        why = "several columns, and no first row that names them: keywords, title, id, all, exclude, …"
        yield refused(Unreadable(At(f"row {rows[0][0]}"), delimiter.join(rows[0][1]), why))


def delimiter_of(text: str) -> str:
    """The sign that parts columns: the one that stands most often in the first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def has_header(text: str) -> bool:
    """Whether the first line names columns."""
    first = text.lstrip("\r\n").partition("\n")[0].strip("\r")
    try:
        return any(_is_header(row) for row in csv.reader([first], delimiter=delimiter_of(text)))
    except csv.Error:
        return False


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)


def _is_header(row: list[str]) -> bool:
    """One column is a header only where it says keywords: `events` alone may be a keyword."""
    known = {column for name in row if (column := column_of(name)) is not None}
    return Column.KEYWORDS in known or (len(row) > 1 and bool(known))


def _list(cells: list[Cell]) -> Draft:
    """One subscription of all the lines; `#` begins a comment."""
    findings = Findings()
    asked = [cell for cell in cells if not cell.text.startswith("#")]
    found = [node for cell in asked if (node := _keyword(cell, findings)) is not None]
    text = " OR ".join(cell.text for cell in asked[:10])
    when = When(keywords=show(join(Or, found))) if found else None
    return Draft(at=cells[0].at, text=text, when=when, problems=findings.problems)


def _table(rows: list[tuple[int, list[str]]]) -> Iterator[Draft]:
    (first, header), *others = rows
    columns = [column_of(name) for name in header]
    doubled = next((name for at, name in enumerate(header) if columns[at] and columns[at] in columns[:at]), None)
    if doubled is not None:
        yield refused(Unreadable(At(f"row {first}"), doubled, "this column stands twice"))
        return
    if not others:
        yield refused(Unreadable(At(f"row {first}"), ", ".join(header), "there is no row below the columns' names"))
    for number, cells in others:
        findings = Findings()
        yield _draft(number, _row(number, header, cells, findings), findings)


def _row(number: int, header: list[str], cells: list[str], findings: Findings) -> Row:
    """The known cells of a row that say something; the others are told."""
    row: Row = {}
    for at, text in enumerate(map(str.strip, cells)):
        name = header[at].strip() if at < len(header) else f"column {at + 1}"
        column = column_of(name)
        place = At(f"row {number}, {name}")
        if column is not None and text:
            row[column] = Cell(place, text)
        elif text and at >= len(header):
            findings.left_out(place, text, "more cells than columns are named")
        elif text and (meant := near_column(name)):
            findings.left_out(place, text, f"unknown column {name!r}: did you mean {meant}?")
        elif text:
            findings.note(place, text, f"unknown column {name!r}: not looked at")
    return row


def _draft(number: int, row: Row, findings: Findings) -> Draft:
    given = {column: cell.text for column, cell in row.items()}
    name = given.get(Column.KEYWORDS) or given.get(Column.ALL) or " ".join(given.values())
    return Draft(
        at=At(f"row {number}"),
        text=name,
        when=_when(row, findings),
        problems=findings.problems,
        id=given.get(Column.ID),
        title=given.get(Column.TITLE),
        subscriber=given.get(Column.SUBSCRIBER),
    )


def _when(row: Row, findings: Findings) -> When | None:
    keywords = _query(row, findings)
    if keywords is None and not row.keys().isdisjoint((Column.KEYWORDS, Column.ALL)):
        return None
    reading = Reading()
    severity = row.get(Column.SEVERITY)
    when = When(
        events=reading.members(Column.EVENTS, _members(row, Column.EVENTS), words.event),
        regions=reading.members(Column.REGIONS, _members(row, Column.REGIONS), words.region),
        languages=reading.members(Column.LANGUAGES, _members(row, Column.LANGUAGES), words.language),
        sources=SourceFilter(include=reading.members(Column.SOURCES, _members(row, Column.SOURCES), words.source)),
        severity=reading.scalar(
            Column.SEVERITY,
            None if severity is None else severity.text,
            words.member_of(SeverityLevel),
            SeverityLevel.UNKNOWN,
        ),
        keywords=keywords,
    )
    for mistake in reading.mistakes:
        column = Column(mistake.field.partition("[")[0])
        findings.left_out(row[column].at, mistake.value.strip("'\""), mistake.expected)
    return when


def _members(row: Row, column: Column) -> list[str]:
    """The members of a list; a comma parts them too, but not the numbers of a circle."""
    cell = row.get(column)
    parts = _PARTS.split(cell.text) if cell is not None else []
    members = [one for part in parts for one in _MEMBER.findall(part)]
    return [member.strip() for member in members if member.strip()]


def _query(row: Row, findings: Findings) -> str | None:
    """Any of the keywords, all of `all`, none of `exclude`."""
    anything = _nodes(row, Column.KEYWORDS, findings)
    nodes = [join(Or, anything)] if anything else []
    nodes += _nodes(row, Column.ALL, findings)
    wanted = bool(nodes)
    nodes += [Not(node) for node in _nodes(row, Column.EXCLUDE, findings)]
    asked = not row.keys().isdisjoint((Column.KEYWORDS, Column.ALL))
    return show(join(And, nodes)) if nodes and (wanted or not asked) else None


def _nodes(row: Row, column: Column, findings: Findings) -> list[Node]:
    cell = row.get(column)
    texts = _PARTS.split(cell.text) if cell is not None else []
    cells = [Cell(cell.at, text.strip()) for text in texts if text.strip()] if cell is not None else []
    return [node for one in cells if (node := _keyword(one, findings)) is not None]


def _keyword(cell: Cell, findings: Findings) -> Node | None:
    text = cell.text.strip('"“”')
    try:
        node = leaf(text, wild="*" in text and "?" not in text)
    except Unsayable as error:
        findings.left_out(cell.at, text, str(error))
        return None
    if "," in text:
        findings.note(cell.at, text, "a comma parts no keywords: read as one phrase; write ; or |")
    elif ignored := signs(text):
        findings.note(cell.at, text, f"only words are looked for, not {' '.join(ignored)}")
    return node
