"""Write a version's lock file: `python -m streams.local.kafka.lock VERSION`. For maintainers; needs the network."""

from __future__ import annotations

import sys
import tempfile
import tomllib
from pathlib import Path

from streams.local.kafka.errors import JarError, KafkaError, MissingExtraError
from streams.local.kafka.jars import digest

ENDPOINT = "org.apache.kafka:kafka_2.13:{version}+org.slf4j:slf4j-simple:1.7.36"
HEADER = """\
# The jars of Apache Kafka {version}: SHA-256 and Maven coordinates.
# Written by `python -m streams.local.kafka.lock {version}`; a start refuses any other bytes.
"""


def lock_text(version: str, scratch: Path) -> str:
    """Resolve a version's jars with jgo into a scratch folder, and return the lock file's text."""
    try:
        import jgo
        from jgo.maven import MavenContext, PythonResolver
    except ImportError as error:
        raise MissingExtraError from error
    context = MavenContext(repo_cache=scratch / "repository", resolver=PythonResolver(), timeout=30)
    builder = jgo.EnvironmentBuilder(context=context, cache_dir=scratch / "environment")
    builder.from_endpoint(ENDPOINT.format(version=version))
    lock = next((scratch / "environment").rglob("jgo.lock.toml"))
    entries = tomllib.loads(lock.read_text("utf-8"))["dependencies"]
    return HEADER.format(version=version) + "".join(
        sorted({_line(entry, scratch) for entry in entries}, key=_coordinates)
    )


def main(arguments: list[str]) -> int:
    """Write `jars-VERSION.lock` beside this module."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m streams.local.kafka.lock VERSION\n")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        try:
            text = lock_text(arguments[0], Path(scratch))
        except KafkaError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    Path(__file__).with_name(f"jars-{arguments[0]}.lock").write_text(text, "utf-8")
    return 0


def _coordinates(line: str) -> str:
    return line.split("  ")[1]


def _line(entry: dict[str, str], scratch: Path) -> str:
    group, artifact, version = entry["groupId"], entry["artifactId"], entry["version"]
    name = f"{artifact}-{version}.jar"
    if entry.get("classifier") or entry.get("packaging", "jar") != "jar":
        raise JarError(f"{name} has a classifier or another packaging, which the lock file cannot say")
    found = digest(scratch / "repository" / Path(*group.split(".")) / artifact / version / name)
    if found is None:
        raise JarError(f"{name} was resolved and not downloaded")
    return f"{found}  {group}:{artifact}:{version}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
