"""Made-up unified social credit codes by the million (see ``quantities.synthetic_credit_code``)."""

from typing import Any, Final

import numpy as np
import pyarrow as pa

from gaoxin.facts.made_up.draws import Bits

_ALPHABET: Final = np.frombuffer(b"0123456789ABCDEFGHJKLMNPQRTUWXY", np.uint8)
_INNER: Final = np.frombuffer(b"0X987654321", np.uint8)
_INNER_WEIGHTS: Final = np.array((3, 7, 9, 10, 5, 8, 4, 2), np.int64)
_WEIGHTS: Final = np.array([pow(3, i, 31) for i in range(17)], np.int64)
_FRONT: Final = np.frombuffer(b"91999999", np.uint8)
_LENGTH: Final = 18


def codes_array(numbers: Bits) -> Any:
    """The code of each number from 0 to 99,999,999, as an Arrow array of text."""
    size = len(numbers)
    text = np.empty((size, _LENGTH), np.uint8)
    text[:, :8] = _FRONT
    powers = 10 ** np.arange(7, -1, -1, dtype=np.int64)
    digits = numbers.astype(np.int64)[:, None] // powers % 10
    text[:, 8:16] = digits + ord("0")
    text[:, 16] = _INNER[(digits * _INNER_WEIGHTS).sum(axis=1) % 11]
    values = _values(text[:, :17])
    text[:, 17] = _ALPHABET[-(values * _WEIGHTS).sum(axis=1) % 31]
    offsets = np.arange(0, (size + 1) * _LENGTH, _LENGTH, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text.tobytes())]
    return pa.Array.from_buffers(pa.string(), size, buffers)


def _values(text: Any) -> Any:
    """The value of each character in the alphabet of GB 32100."""
    table = np.zeros(256, np.int64)
    table[_ALPHABET] = np.arange(len(_ALPHABET))
    return table[text]
