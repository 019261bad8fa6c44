# SPDX-License-Identifier: MIT
"""Pictures of 8 bits a channel: PPM (P6, what QMP screendump writes on every QEMU) and PNG (from QEMU 7.1 on).

Specs: netpbm ppm(5); PNG, ISO/IEC 15948.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import NamedTuple

_HEADER = re.compile(rb"P6(?:\s+|#[^\n]*\n)+(\d+)(?:\s+|#[^\n]*\n)+(\d+)(?:\s+|#[^\n]*\n)+(\d+)\s")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}  # PNG colour type: RGB, RGBA


class Picture(NamedTuple):
    """Rows from top to bottom, three bytes a pixel: red, green, blue."""

    width: int
    height: int
    rgb: bytes


def decode(data: bytes) -> Picture:
    """A PPM or PNG. Raises ValueError for what is neither, or not of 8 bits a channel with colours."""
    return _decode_png(data) if data.startswith(_SIGNATURE) else _decode_ppm(data)


def encode(picture: Picture) -> bytes:
    """The picture as PNG."""
    row = 3 * picture.width
    # Every row is preceded by its filter type, 0: none.
    raw = b"".join(b"\0" + picture.rgb[row * y : row * (y + 1)] for y in range(picture.height))
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def from_ppm(ppm: bytes) -> bytes:
    """The same picture as PNG, 8 bits a channel. Raises ValueError for what is no such PPM."""
    return encode(_decode_ppm(ppm))


def _decode_ppm(ppm: bytes) -> Picture:
    match = _HEADER.match(ppm)
    if not match:
        raise ValueError("not a binary PPM (P6)")
    width, height, maximum = (int(match[group]) for group in (1, 2, 3))
    if maximum != 255 or not width or not height:
        raise ValueError(f"PPM of {width}x{height} with maximum {maximum}; expected 255")
    size = 3 * width * height
    rgb = ppm[match.end() : match.end() + size]
    if len(rgb) < size:
        raise ValueError(f"PPM of {width}x{height} ends after {len(rgb)} of {size} bytes")
    return Picture(width, height, rgb)


def _decode_png(data: bytes) -> Picture:
    chunks: dict[bytes, bytes] = {}
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        chunks[kind] = chunks.get(kind, b"") + data[at + 8 : at + 8 + size]
        at += 12 + size
    if b"IEND" not in chunks or len(chunks.get(b"IHDR", b"")) != 13:
        raise ValueError("PNG without IHDR or IEND: cut off?")
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if depth != 8 or colour not in _CHANNELS or interlace:
        raise ValueError(f"PNG with depth {depth}, colour type {colour}, interlace {interlace}; expected 8, 2 or 6, 0")
    channels = _CHANNELS[colour]
    try:
        raw = zlib.decompress(chunks.get(b"IDAT", b""))
    except zlib.error as error:
        raise ValueError(f"PNG: {error}") from error
    row = width * channels
    if len(raw) != (row + 1) * height:
        raise ValueError(f"PNG of {width}x{height} holds {len(raw)} bytes, expected {(row + 1) * height}")
    rows, above = [], bytearray(row)
    for y in range(height):
        start = y * (row + 1)
        above = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + row]), above, channels)
        rows.append(bytes(above) if channels == 3 else b"".join(above[x : x + 3] for x in range(0, row, 4)))
    return Picture(width, height, b"".join(rows))


def _unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    """One row without its filter (PNG 9.2)."""
    if kind == 2:
        return bytearray((a + b) & 0xFF for a, b in zip(line, above))
    if kind not in (0, 1, 3, 4):
        raise ValueError(f"PNG filter {kind}")
    for x in range(len(line)) if kind else ():
        left = line[x - step] if x >= step else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + above[x]) // 2
        else:
            guess = _paeth(left, above[x], above[x - step] if x >= step else 0)
        line[x] = (line[x] + guess) & 0xFF
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    value = left + up - corner
    return min(((abs(value - p), n, p) for n, p in enumerate((left, up, corner))))[2]
