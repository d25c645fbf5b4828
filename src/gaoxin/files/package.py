"""Packages (zip files of XML, as workbooks are), opened with bounds: what does not fit them is
refused before it is read, and an XML part never stands in memory as a whole."""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Final
from xml.parsers import expat

MOST_BYTES: Final = 1 << 30
"""Of all parts together, unpacked."""
_BOMB: Final = (100 << 20, 200)
"""Parts larger than this and packed tighter than this many to one hold nothing but padding."""
_MOST_PARTS: Final = 10_000
_CHUNK: Final = 1 << 18
_TOKEN: Final = 1 << 24
"""No tag and no attribute is as long as that."""
_PIECES: Final = 5_000
"""Of one text, each of some thousand signs (line ends come alone)."""

Attributes = dict[str, str]
Start = Callable[[Attributes], None]
End = Callable[[], None]

DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


class Refused(Exception):
    """The file breaks a bound or the format; what is said in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class _Handlers(dict[str, Any]):
    """Handlers by tag, whatever its prefix; None where nobody asked for the tag."""

    def __missing__(self, tag: str) -> Any:
        self[tag] = found = self.get(tag.rpartition(":")[2])
        return found


class Package:
    """A zip file; use it in ``with``. Raises Refused for one that is damaged or out of bounds."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except DAMAGED as error:
            raise Refused(f"压缩包损坏（{error}）", f"the package is damaged ({error})") from error
        self.sizes = {info.filename: info.file_size for info in self._zip.infolist()}
        self._bounded()

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _bounded(self) -> None:
        if len(self.sizes) > _MOST_PARTS:
            raise Refused("部件过多", "it has too many parts")
        least, ratio = _BOMB
        for info in self._zip.infolist():
            if info.file_size > least and info.file_size > ratio * max(info.compress_size, 1):
                raise Refused(
                    "解压后过大，像是压缩炸弹", "unpacked it is far too large (a zip bomb)"
                )
            if info.flag_bits & 1:
                raise Refused("有密码", "it is locked by a password")
        if sum(self.sizes.values()) > MOST_BYTES:
            raise Refused("解压后超过1 GB", "unpacked it is larger than 1 GB")

    def find(self, name: str) -> str | None:
        """The part of that name, whatever its case."""
        if name in self.sizes:
            return name
        return next((n for n in self.sizes if n.lower() == name.lower()), None)

    def head(self, name: str, count: int = 100) -> bytes:
        """The first bytes of a part."""
        try:
            with self._zip.open(name) as stream:
                return stream.read(count)
        except (*DAMAGED, KeyError):
            return b""

    def walk(
        self, name: str, starts: Mapping[str, Start], ends: Mapping[str, End], said: list[str]
    ) -> None:
        """Go through a part of XML. ``starts`` and ``ends`` say what to do at which tag (without
        prefix); text is added to ``said``, which they clear. A document type, where entities would
        be declared, is refused, and so is a text that never ends."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        begin, finish = _Handlers(starts), _Handlers(ends)

        def start(tag: str, attributes: Attributes) -> None:
            if handler := begin[tag]:
                handler(attributes)

        def end(tag: str) -> None:
            if handler := finish[tag]:
                handler()

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = said.append
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            with self._zip.open(name) as stream:
                self._feed(parser, stream, name, said)
        except (expat.ExpatError, *DAMAGED, ValueError, IndexError, KeyError) as error:
            raise Refused(f"{name} 损坏（{error}）", f"{name} is damaged ({error})") from error

    def _feed(
        self, parser: expat.XMLParserType, stream: IO[bytes], name: str, said: list[str]
    ) -> None:
        fed = 0
        while chunk := stream.read(_CHUNK):
            fed += len(chunk)
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > _TOKEN or len(said) > _PIECES:
                raise Refused(f"{name} 里有过长的文字或标记", f"{name} has a text without an end")
        parser.Parse(b"", True)


def local(attributes: Attributes) -> Attributes:
    """Attributes without their prefixes."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def _no_doctype(*_: object) -> None:
    raise Refused("有文档类型声明，不读", "it declares a document type, which is not read")
