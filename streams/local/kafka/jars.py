"""The jars of Apache Kafka: which they are (lock files beside this module), and getting them once for all projects."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

from streams.local.kafka.errors import JarError, MissingExtraError

LOCK_LINE = re.compile(r"([0-9a-f]{64})  ([\w.-]+):([\w.-]+):([\w.-]+)", re.ASCII)
DOWNLOADS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar by its Maven coordinates, and the SHA-256 of its bytes in hexadecimal."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def name(self) -> str:
        """Its file name."""
        return f"{self.artifact}-{self.version}.jar"


def versions() -> tuple[str, ...]:
    """The versions of Apache Kafka that have a lock file."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(n.removeprefix("jars-").removesuffix(".lock") for n in names if n.endswith(".lock")))


def locked(version: str) -> tuple[Jar, ...]:
    """The jars of a version. Raises JarError if it has no lock file or the file is malformed."""
    if version not in versions():
        raise JarError(f"no lock file for Apache Kafka {version}; there are: {', '.join(versions())}")
    name = f"jars-{version}.lock"
    return parse_lock(files(__package__).joinpath(name).read_text("utf-8"), name)


def parse_lock(text: str, name: str) -> tuple[Jar, ...]:
    """Read lines of `sha256  group:artifact:version`; lines that start with # are comments."""
    jars = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = LOCK_LINE.fullmatch(line)
        if match is None:
            raise JarError(f"{name}, line {number}: expected `sha256  group:artifact:version`, found {line[:200]!r}")
        jars.append(Jar(match[2], match[3], match[4], match[1]))
    if not jars:
        raise JarError(f"{name} names no jar")
    return tuple(jars)


def digest(path: Path) -> str | None:
    """SHA-256 of a file's bytes, or None if there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def class_path(version: str, cache: Path, progress: Callable[[str], None]) -> tuple[Path, ...]:
    """Every jar of a version, each checked by SHA-256; those that are missing or wrong are downloaded first.

    Touches no network when all are there. Raises JarError for what cannot be had.
    """
    jars, folder = locked(version), cache / "jars" / version
    folder.mkdir(parents=True, exist_ok=True)
    with _exclusive(folder / ".lock"):
        wanted = [jar for jar in jars if digest(folder / jar.name) != jar.sha256]
        if wanted:
            _get(wanted, folder, _Progress(version, len(wanted), progress))
    return tuple(folder / jar.name for jar in jars)


class _Progress:
    """Says how far the downloads are, from whichever thread one ended in."""

    def __init__(self, version: str, count: int, say: Callable[[str], None]) -> None:
        self._version, self._count, self._say = version, count, say
        self._lock, self._done, self._bytes = threading.Lock(), 0, 0

    def add(self, size: int) -> None:
        with self._lock:
            self._done += 1
            self._bytes += size
            if self._done % 5 == 0 or self._done == self._count:
                megabytes = self._bytes / 1e6
                self._say(f"Apache Kafka {self._version}: {self._done} of {self._count} jars, {megabytes:.0f} MB")


def _get(wanted: list[Jar], folder: Path, progress: _Progress) -> None:
    incoming = folder / ".incoming"
    fetch = partial(_fetch, folder=folder, incoming=incoming, progress=progress)
    try:
        with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
            for _ in pool.map(fetch, wanted):
                pass
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _fetch(jar: Jar, folder: Path, incoming: Path, progress: _Progress) -> None:
    """Download one jar, twice if the first is not the locked one; it gets its name in the folder only when it is."""
    found: str | None = None
    for attempt in (1, 2):
        path = download(jar, incoming / str(attempt))
        found = digest(path)
        if found == jar.sha256:
            progress.add(path.stat().st_size)
            path.replace(folder / jar.name)
            return
    raise JarError(f"{jar.name} is not the jar that the lock file names: expected SHA-256 {jar.sha256}, found {found}")


def download(jar: Jar, repository: Path) -> Path:
    """Get one jar into a new local repository. Raises JarError if it cannot be had, MissingExtraError without jgo."""
    try:
        from jgo.maven import MavenContext, PythonResolver
    except ImportError as error:
        raise MissingExtraError from error
    try:
        context = MavenContext(repo_cache=repository, resolver=PythonResolver(), timeout=30)
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact("", "jar")
        return Path(artifact.resolve())
    except Exception as error:  # whatever jgo and its HTTP client raise: no network, proxy, not found, disk full
        raise JarError(f"cannot download {jar.name}: {type(error).__name__}: {error}") from error


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
