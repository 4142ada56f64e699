"""A producer that writes header names as bytes, which aiokafka's does not: other clients do not look at them."""

import pytest
from aiokafka.producer import message_accumulator
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

NAME = "@@"
"""Sent as the name of a header, it becomes the bytes `BYTES`."""
BYTES = b"\xff\xfe"


class Builder(_DefaultRecordBatchBuilderPy):
    def build(self) -> bytearray:
        size = bytes([len(BYTES) * 2])  # a varint
        self._buffer[:] = self._buffer.replace(size + NAME.encode(), size + BYTES)
        return super().build()


def write_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_accumulator, "DefaultRecordBatchBuilder", Builder)
