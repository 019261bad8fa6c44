# SPDX-License-Identifier: MIT
"""PPM (P6, what QMP screendump writes on every QEMU) to PNG. Specs: netpbm ppm(5); PNG, ISO/IEC 15948."""

from __future__ import annotations

import re
import struct
import zlib

_HEADER = re.compile(rb"P6(?:\s+|#[^\n]*\n)+(\d+)(?:\s+|#[^\n]*\n)+(\d+)(?:\s+|#[^\n]*\n)+(\d+)\s")


def from_ppm(ppm: bytes) -> bytes:
    """The same picture as PNG, 8 bits a channel. Raises ValueError for what is no such PPM."""
    match = _HEADER.match(ppm)
    if not match:
        raise ValueError("not a binary PPM (P6)")
    width, height, maximum = (int(match[group]) for group in (1, 2, 3))
    if maximum != 255 or not width or not height:
        raise ValueError(f"PPM of {width}x{height} with maximum {maximum}; expected 255")
    row = 3 * width
    pixels = ppm[match.end() :]
    if len(pixels) < row * height:
        raise ValueError(f"PPM of {width}x{height} ends after {len(pixels)} of {row * height} bytes")
    # Every row is preceded by its filter type, 0: none.
    raw = b"".join(b"\0" + pixels[row * y : row * (y + 1)] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
