"""Certificates for a test run: an authority, a broker's, and those of clients, as PEM files."""

from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


class Authority:
    """A certificate authority; `file` is what those who trust it are given."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self._authority = trustme.CA()
        self._folder = folder
        self.file = folder / f"{name}.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def broker(self) -> Path:
        """Key and certificate of a broker on this machine, in one file."""
        found = self._authority.issue_cert("127.0.0.1", "localhost")
        file = self._folder / "broker.pem"
        file.write_bytes(_pkcs8(found, NoEncryption()) + _chain(found))
        return file

    def client(self, name: str, password: str | None = None) -> tuple[Path, Path]:
        """The certificate of a client that Kafka is to know by this name, and its key."""
        found = self._authority.issue_cert(f"{name}.clients.example", common_name=name)
        certificate, key = self._folder / f"{name}.crt.pem", self._folder / f"{name}.key.pem"
        certificate.write_bytes(_chain(found))
        key.write_bytes(
            _pkcs8(found, NoEncryption() if password is None else BestAvailableEncryption(password.encode()))
        )
        return certificate, key


def _chain(found: trustme.LeafCert) -> bytes:
    return b"".join(blob.bytes() for blob in found.cert_chain_pems)


def _pkcs8(found: trustme.LeafCert, encryption: KeySerializationEncryption) -> bytes:
    """The form of a private key that Java reads."""
    key = load_pem_private_key(found.private_key_pem.bytes(), None)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
