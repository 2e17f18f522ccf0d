"""The bytes of a text table, uncompressed, as UTF-8, in pieces of whole rows, so that a file of any size fits."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from fahuo.plugins.reading import faults

PIECE = 16 * 2**20
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HIGH = re.compile(rb"[\x80-\xff]+")


@contextmanager
def open_source(source: bytes | Path, name: str) -> Iterator[tuple[IO[bytes], bytes]]:
    """An uncompressed stream, whatever the file is called, and its first bytes."""
    with ExitStack() as open_:
        try:
            stream: IO[bytes] = open_.enter_context(io.BytesIO(source) if isinstance(source, bytes) else source.open("rb"))
            if _peek(stream, name)[:2] == b"\x1f\x8b":
                stream = open_.enter_context(cast(IO[bytes], gzip.GzipFile(fileobj=stream)))
            head = _peek(stream, name)
        except OSError as fault:
            raise faults.absent(name, fault.strerror or "") from fault
        if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise faults.empty(name)
        yield stream, head


def _peek(stream: IO[bytes], name: str) -> bytes:
    head = _read(stream, 4096, name)
    stream.seek(0)
    return head


def _read(stream: IO[bytes], size: int, name: str) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise faults.cut_off(name) from fault


def read_pieces(stream: IO[bytes], head: bytes, name: str, size: int = PIECE) -> Iterator[bytes]:
    r"""UTF-8 bytes in pieces that end where a row ends; lines end in \n or \r\n. UTF-16, GB 18030 and Latin-1 become UTF-8."""
    mark, encoding = next(((mark, code) for mark, code in _BOMS if head.startswith(mark)), (b"", _unmarked(head)))
    if encoding.startswith("utf-16"):  # rare, and its rows cannot be found in the bytes
        text = _read(stream, -1, name).decode(encoding, "replace").lstrip("\ufeff")
        stream, encoding = io.BytesIO(text.encode()), "utf-8"
    else:
        _refuse_other_kinds(head, name)
        stream.seek(len(mark))
    old_mac = b"\n" not in head and b"\r" in head
    left, legacy = b"", ""
    while True:
        data = _read(stream, -1 if old_mac else size, name)
        if old_mac and b"\n" not in data:
            data = data.replace(b"\r", b"\n")
        whole = left + data
        end = _end_of_rows(whole) if data else len(whole)
        left = whole[end:]
        if end:
            piece, legacy = _to_utf8(whole[:end].replace(b"\0", b" "), legacy)
            yield piece
        if not data:
            return


def _unmarked(head: bytes) -> str:
    """UTF-16 that does not say so: many bytes of its Latin letters, digits and separators are 0, and as UTF-16 it is text without control signs."""
    for code, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if 5 * zeros.count(0) >= len(head):
            text = head[: len(head) // 2 * 2].decode(code, "replace")
            return code if all(sign.isprintable() or sign in "\t\r\n" for sign in text) else ""
    return ""


def _refuse_other_kinds(head: bytes, name: str) -> None:
    """Some shops' "xls" is a web page; some people choose the wrong file."""
    if head.lstrip().startswith(b"<"):
        raise faults.no_table(name, "内容为网页或 XML", "its content is a web page or XML")
    signs = sum(head.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")) or (b"\0" in head and 20 * signs > len(head)):
        raise faults.no_table(name, "内容为二进制", "its content is binary")


def _end_of_rows(data: bytes) -> int:
    """Where the last whole row ends: the last line break outside quotes. With quotes that do not pair up, the last line break."""
    last = end = data.rfind(b"\n") + 1
    odd = data.count(b'"', 0, end) % 2
    for _ in range(1000):
        if not odd or not end:
            break
        before = data.rfind(b"\n", 0, end - 1) + 1
        odd = (odd - data.count(b'"', before, end)) % 2
        end = before
    return last if odd else end


def _to_utf8(data: bytes, legacy: str) -> tuple[bytes, str]:
    """Bytes as UTF-8, and the older encoding that the file is in, once that is known."""
    try:
        data.decode()
        return data, legacy
    except UnicodeDecodeError:
        pass
    if not legacy:
        lenient = data.decode("utf-8", "replace")
        damaged = lenient.count("\ufffd")
        if damaged * 10 <= sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", lenient)) - damaged:
            return lenient.encode(), legacy  # UTF-8 with a few damaged signs
        legacy = _guess_legacy(data)
    return data.decode(legacy, "replace").encode(), legacy


def _guess_legacy(data: bytes) -> str:
    """GB 18030 signs are pairs of high bytes; in a Western text high bytes mostly stand alone."""
    runs = _HIGH.findall(data)
    paired = sum(len(run) for run in runs if len(run) % 2 == 0)
    if 2 * paired >= sum(map(len, runs)):
        try:
            data.decode("gb18030")
            return "gb18030"
        except UnicodeDecodeError:
            pass
    return "latin-1"
