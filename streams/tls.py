"""TLS with Kafka: an SSLContext that follows its files."""

from __future__ import annotations

import logging
import ssl
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from streams.secret_files import SecretFile

log = logging.getLogger(__name__)

Stamp = tuple[tuple[int, int, int, int] | None, ...]
"""Of each file what changes when it is exchanged: device, inode, time of change, size; None where it is not there."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Paths in PEM; empty where there is none. Without `authorities`, those of the system are trusted."""

    authorities: str = ""
    certificate: str = ""
    key: str = ""
    key_password: str = ""

    def context(self) -> ssl.SSLContext:
        """A context of what the files hold now: brokers are asked for a certificate that fits their name.

        Raises:
            SecretUnreadable: there is a file of the key's password, and it holds none.
            OSError: another file cannot be read, or is not what it must be (ssl.SSLError).
        """
        context = ssl.create_default_context(cafile=self.authorities or None)
        if self.certificate:
            password = SecretFile("ssl_key_password_file", self.key_password).password() if self.key_password else ""
            # Without a password OpenSSL would ask whoever sits at the terminal.
            context.load_cert_chain(self.certificate, self.key, lambda: password)
        return context

    def stamp(self) -> Stamp:
        """What the files are now, without reading them."""
        return tuple(map(_stamp, (self.authorities, self.certificate, self.key, self.key_password)))


class FollowingContext(ssl.SSLContext):
    """Hands each new connection to a context of the files as they are then: a certificate that was renewed counts at
    once, and an authority that was taken out of its file is no longer trusted.

    Event loops call `wrap_bio` for each connection, and nothing else of a context. While the files do not fit one
    another, as between the exchange of a certificate and that of its key, the last ones that did are used.
    """

    _files: TlsFiles
    _stamp: Stamp
    _now: ssl.SSLContext
    _lock: threading.Lock

    def __new__(cls, files: TlsFiles) -> FollowingContext:
        """Raises as `TlsFiles.context`."""
        new = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        new._files, new._lock = files, threading.Lock()
        new._stamp = files.stamp()
        new._now = files.context()
        return new

    def wrap_bio(self, *arguments: Any, **options: Any) -> ssl.SSLObject:  # noqa: ANN401 - as they come from the loop
        """A connection by the files as they are now."""
        return self._followed().wrap_bio(*arguments, **options)

    def _followed(self) -> ssl.SSLContext:
        with self._lock:  # Faust's consumer has a thread of its own
            stamp = self._files.stamp()
            if stamp != self._stamp:
                try:
                    self._now = self._files.context()
                    self._stamp = stamp
                    log.info("the files of TLS with Kafka have changed: new connections use them")
                except OSError as error:
                    log.warning("the files of TLS with Kafka have changed and cannot be used: %s", error)
            return self._now


@lru_cache(maxsize=16)
def following(files: TlsFiles) -> FollowingContext:
    """One context for all clients that use the same files. Raises as `TlsFiles.context`."""
    return FollowingContext(files)


def _stamp(path: str) -> tuple[int, int, int, int] | None:
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
