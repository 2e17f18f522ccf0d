"""What every reader of workbooks begins with: whether it is one, and what a locked or broken one says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import PasswordError

from fahuo.plugins.reading import faults

MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip (xlsx, ods), OLE (xls, and what has a password)


@contextmanager
def whole(content: bytes, name: str) -> Iterator[None]:
    """Around whatever reads the workbook: a password or damage raises Told."""
    if content.startswith(MAGIC[1]) and "EncryptedPackage".encode("utf-16-le") in content:
        raise faults.locked(name)
    try:
        yield
    except faults.Told:
        raise
    except PasswordError as fault:
        raise faults.locked(name) from fault
    except BaseException as fault:
        if isinstance(fault, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)):
            raise
        # calamine has errors of several kinds for a damaged file, a panic of its Rust code among them
        raise faults.broken_workbook(name, " ".join(str(fault).split())[:80] or type(fault).__name__) from None
