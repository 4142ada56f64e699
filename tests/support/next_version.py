"""A worker as its next minor version would be: whatever it writes says so, and has a field that nobody knows yet.

python -m tests.support.next_version worker
"""

from schemas import codec
from streams.cli import main


class Beginnings(dict[str, bytes]):
    """How records begin: takes the place of the codec's own, for records and for state."""

    def __missing__(self, version: str) -> bytes:
        name, _, number = version.partition("/")
        major, _, minor = number.partition(".")
        begins = f'{{"schema":"{name}/{major}.{int(minor) + 1}","of-the-future":{{"deep":[1,null]}},'
        made = self[version] = begins.encode()
        return made


if __name__ == "__main__":
    codec._BEGINNINGS = Beginnings()
    main()
