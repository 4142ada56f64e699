"""An archive of articles, many files of JSON lines, read in the order of the articles' dates.

It is read twice. The first time every article is read for its date, and its place goes into an index on the disk; what
stands in packed files or comes from standard input is unpacked into a file beside it. The second time articles are
read from their places in order; articles of one date in the order of the archive. So memory does not grow with the
archive: it is the index's cache (16 MB) and one article (20 MB at most). The disk must have room for what was packed
and some 40 bytes an article.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from schemas.article import Article
from schemas.errors import RecordError
from schemas.formats.article import MAX_BYTES, read_article
from streams.backtest.packed import MAGIC_BYTES, Advance, Damaged, chunks, is_packed, split_lines
from streams.feeds.files import LINES, UnreadableInput

PACKED = ("", ".gz", ".zst", ".zstd")
NAMED = tuple(base + packed for base in LINES for packed in PACKED)
"""How files end that are taken from a folder."""
STDIN = "-"
CACHE_KILOBYTES = 16_000
UNPACKED = -1
"""In place of a file's number: the spool."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Name = Callable[[str, str], None]
"""Takes where something stands that is left out, as file:line, and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file: its number, where it begins, its bytes, and whether it cannot be read again from there."""

    line: int
    start: int
    raw: bytes
    packed: bool


@dataclass(slots=True)
class Survey:
    """What the first reading found. `articles` are those that will be run, `outside` those out of the bounds."""

    articles: int = 0
    undated: int = 0
    unreadable: int = 0
    """Records that are no articles, and files that could not be read to their end."""
    outside: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def found(self, published: datetime) -> None:
        """Count an article that will be run."""
        self.articles += 1
        self.first = published if self.first is None else min(self.first, published)
        self.last = published if self.last is None else max(self.last, published)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The articles that are wanted: from `since` on, and before `until`."""

    since: datetime | None = None
    until: datetime | None = None

    def hold(self, moment: datetime) -> bool:
        """Whether an article of this date is wanted."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment < self.until)


def files_of(paths: Iterable[str]) -> list[str]:
    """The files that these name, a folder's by name; `-` is standard input.

    Raises:
        UnreadableInput: a path is not there, or a folder holds no file of JSON lines.
    """
    found: list[str] = []
    for path in paths:
        if path == STDIN or Path(path).is_file():
            found.append(path)
        elif Path(path).is_dir():
            found += _inside(Path(path))
        else:
            raise UnreadableInput(f"{path}: no such file or folder")
    return found


def _inside(folder: Path) -> list[str]:
    inside = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    known = [
        file
        for file in inside
        if file.name.lower().endswith(NAMED) and not any(part.startswith(".") for part in file.parts)
    ]
    if not known:
        raise UnreadableInput(f"{folder}: no file in it ends in {', '.join(NAMED)}")
    return [str(folder / file) for file in known]


class Archive:
    """Files of articles, and `scratch`, an empty folder that it may fill. `survey` once, then `articles`."""

    def __init__(self, files: Iterable[str], scratch: Path, stdin: BinaryIO) -> None:
        self._files = tuple(files)
        self._stdin = stdin
        self._spool = scratch / "unpacked"
        self._index = sqlite3.connect(scratch / "index")
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KILOBYTES}"):
            self._index.execute(f"PRAGMA {setting}")
        self._index.execute(
            "CREATE TABLE places (date INTEGER, number INTEGER, file INTEGER, start INTEGER, size INTEGER,"
            " PRIMARY KEY (date, number)) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def size(self) -> int:
        """Bytes of the files as they lie there; what standard input will bring is not known."""
        return sum(Path(file).stat().st_size for file in self._files if file != STDIN)

    def survey(self, bounds: Bounds, name: Name, advance: Advance) -> Survey:
        """Read everything for its dates. `name` is told what is left out: where it stands, and why."""
        seen = Survey()
        with self._spool.open("wb") as spool:
            for number, file in enumerate(self._files):
                for published, record in _dated(self._lines(file, advance), _shown(file), seen, name):
                    if bounds.hold(published):
                        seen.found(published)
                        self._keep(published, seen.articles, number, record, spool)
                    else:
                        seen.outside += 1
        return seen

    def _keep(self, published: datetime, count: int, file: int, record: Record, spool: BinaryIO) -> None:
        place = (file, record.start)
        if record.packed:
            place = (UNPACKED, spool.tell())
            spool.write(record.raw)
        row = ((published - EPOCH) // MICROSECOND, count, *place, len(record.raw))
        self._index.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?)", row)

    def _lines(self, file: str, advance: Advance) -> Iterator[Record]:
        """The lines of a file that are not empty."""
        with ExitStack() as opened:
            if file == STDIN:
                stream, head, packed = self._stdin, b"", True
            else:
                stream = opened.enter_context(Path(file).open("rb"))
                head = stream.read(MAGIC_BYTES)
                packed = is_packed(head)
                stream.seek(0)
            pieces = chunks(stream, head, advance)
            for line, (start, raw) in enumerate(split_lines(pieces, MAX_BYTES + 1), 1):
                if raw.strip():
                    yield Record(line, start, raw, packed)

    def articles(self) -> Iterator[Article]:
        """The articles that are wanted, by their dates.

        Raises:
            UnreadableInput: a file is not any more what it was when it was surveyed.
        """
        rows = self._index.execute("SELECT file, start, size FROM places ORDER BY date, number")
        opened, stream = None, None
        try:
            for number, start, size in rows:
                file = str(self._spool) if number == UNPACKED else self._files[number]
                if stream is None or file != opened:
                    if stream is not None:
                        stream.close()
                    opened, stream = file, Path(file).open("rb")  # noqa: SIM115 - closed below
                stream.seek(start)
                yield _again(stream.read(size), file)
        finally:
            if stream is not None:
                stream.close()


def _dated(records: Iterator[Record], file: str, seen: Survey, name: Name) -> Iterator[tuple[datetime, Record]]:
    """The articles that have a date; what has none, and what is no article, is counted and named."""
    line = 0
    try:
        for record in records:
            line = record.line
            try:
                article = read_article(record.raw)
            except RecordError as error:
                seen.unreadable += 1
                name(f"{file}:{line}", str(error))
                continue
            if article.published is None:
                seen.undated += 1
                name(f"{file}:{line}", f"article {article.id}: no date that can be read, so no place in the order")
                continue
            yield article.published, record
    except (Damaged, OSError) as error:
        seen.unreadable += 1
        name(f"{file}:{line + 1}", f"cannot be read from here on: {error}")


def _shown(file: str) -> str:
    return "stdin" if file == STDIN else file


def _again(raw: bytes, file: str) -> Article:
    try:
        article = read_article(raw)
    except RecordError as error:
        raise UnreadableInput(f"{file}: it has changed while it was read") from error
    if article.published is None:
        raise UnreadableInput(f"{file}: it has changed while it was read")
    return article
