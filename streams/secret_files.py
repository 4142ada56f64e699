"""Secrets that lie in files: read whenever they are used, so that one that was exchanged counts at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LONGEST = 65_536
"""Bytes: a password or a token that is longer is another file, named by mistake."""
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750, section 2.1."""


class SecretUnreadable(OSError):  # noqa: N818 - reads as what happened
    """A file holds no secret that can be used. Says which setting and which path, never what is in it.

    An OSError, as aiokafka takes it for a connection that failed, and tries again where it would.
    """


@dataclass(frozen=True, slots=True)
class SecretFile:
    """The file that a setting names."""

    setting: str
    path: str

    def password(self) -> str:
        """What it holds now, without the line break at its end.

        Raises:
            SecretUnreadable: it is not there, not UTF-8, too long, or empty.
        """
        found = self._text().rstrip("\r\n")
        if not found:
            raise self._wrong("is empty")
        if "\0" in found:
            raise self._wrong("holds a zero byte, which no password may")
        return found

    def token(self) -> str:
        """The bearer token that it holds now, without white space around it.

        Raises:
            SecretUnreadable: as `password`, or it is none.
        """
        found = self._text().strip()
        if not found:
            raise self._wrong("is empty")
        if TOKEN.fullmatch(found) is None:
            raise self._wrong("holds no bearer token")
        return found

    def _text(self) -> str:
        try:
            with Path(self.path).open("rb") as file:
                raw = file.read(LONGEST + 1)
        except (OSError, ValueError) as error:  # ValueError: a path that holds what no path can
            raise self._wrong(f"cannot be read: {_reason(error)}") from None
        if len(raw) > LONGEST:
            raise self._wrong(f"is longer than {LONGEST:,} bytes")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            raise self._wrong("is not UTF-8") from None  # the error itself holds what was read

    def _wrong(self, why: str) -> SecretUnreadable:
        return SecretUnreadable(f"{self.setting}: {self.path} {why}")


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
