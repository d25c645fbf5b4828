"""Compound files (OLE2), in which workbooks before 2007 stand: streams in chains of sectors."""

import struct
from collections.abc import Iterator
from typing import Final

from gaoxin.files.package import Refused

MAGIC: Final = b"\xd0\xcf\x11\xe0"
_END: Final = 0xFFFFFFFA
"""Numbers from here on are no sectors: free, end of a chain, tables."""
_HEADER: Final = 512
_ENTRY: Final = 128
_STREAM, _ROOT = 2, 5


class Compound:
    """The streams of a compound file held in memory. Raises Refused for a damaged one."""

    def __init__(self, data: bytes) -> None:
        try:
            self._read(data)
        except (struct.error, IndexError) as error:
            raise Refused("文件损坏", "the file is damaged") from error

    def _read(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._size not in (512, 4096):
            raise Refused("扇区大小不对", "its sectors have a size there is not")
        first, _, self._least, mini, _, more = struct.unpack_from("<IIIIII", data, 48)
        self._table = self._allocation(more)
        self._mini_table = self._numbers(self._chain(mini, self._table))
        self._mini = b""
        self.entries: dict[str, tuple[int, int]] = {}
        directory = b"".join(map(self._sector, self._chain(first, self._table)))
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            self._entry(directory[at : at + _ENTRY])

    def _entry(self, entry: bytes) -> None:
        length, sort = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)
        if sort == _ROOT:
            self._mini = b"".join(map(self._sector, self._chain(start, self._table)))[:size]
        elif sort == _STREAM:
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            self.entries[name.lower()] = start, size

    def stream(self, name: str) -> bytes | None:
        """The content of a stream, or None where there is none of that name."""
        if (found := self.entries.get(name.lower())) is None:
            return None
        start, size = found
        if size >= self._least:
            return b"".join(map(self._sector, self._chain(start, self._table)))[:size]
        pieces = (self._mini[n * 64 : n * 64 + 64] for n in self._chain(start, self._mini_table))
        return b"".join(pieces)[:size]

    def _allocation(self, more: int) -> tuple[int, ...]:
        """Which sector follows which."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        seen = 0
        while more < _END:
            *numbers, more = self._numbers(iter((more,)))
            listed += numbers
            seen += 1
            if seen > len(self._data) // self._size:
                raise Refused("扇区表成环", "its table of sectors runs in a circle")
        return self._numbers(n for n in listed if n < _END)

    def _numbers(self, sectors: Iterator[int]) -> tuple[int, ...]:
        data = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _sector(self, number: int) -> bytes:
        at = _HEADER + number * self._size if self._size == _HEADER else (number + 1) * self._size
        if at >= len(self._data):
            raise Refused("文件不完整", "the file is cut short")
        return self._data[at : at + self._size]

    def _chain(self, sector: int, table: tuple[int, ...]) -> Iterator[int]:
        """The sectors of a chain. One longer than its table runs in a circle."""
        for _ in range(len(table) + 1):
            if sector >= _END:
                return
            yield sector
            sector = table[sector]
        raise Refused("扇区链成环", "a chain of its sectors runs in a circle")
