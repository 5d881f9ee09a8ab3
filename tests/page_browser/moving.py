"""A moving picture of still ones: Chromium makes each a WebP, and here they are put one after the other into one file.

The container is described in Google's “WebP Container Specification”; nothing but the standard library is needed to write it.
"""

import base64
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

_ANIMATED = 0x02
_REPLACES = 0x02
"""Of a frame: it is not blended with the one before."""
_IMAGE = (b"VP8 ", b"VP8L")
_CONVERT = """async ([address, width, height]) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const drawing = canvas.getContext("2d", {alpha: false});
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(picture, 0, 0, width, height);
  return canvas.toDataURL("image/webp", 0.82);
}"""


@dataclass(frozen=True)
class Film:
    """What a file says of itself."""

    width: int
    height: int
    milliseconds: tuple[int, ...]


def address(png: bytes) -> str:
    """Return an address that holds the picture itself."""
    return "data:image/png;base64," + base64.b64encode(png).decode()


def still(page: Page, png: bytes, width: int, height: int) -> bytes:
    """Return a PNG as a WebP of this size."""
    made: str = page.evaluate(_CONVERT, [address(png), width, height])
    return base64.b64decode(made.partition(",")[2])


def film(stills: Sequence[tuple[bytes, float]], width: int, height: int) -> bytes:
    """Return one moving WebP of (still, seconds), all of this size, over and over again."""
    parts = [
        _chunk(b"VP8X", bytes([_ANIMATED, 0, 0, 0]) + _three(width - 1) + _three(height - 1)),
        _chunk(b"ANIM", struct.pack("<IH", 0xFFFFFFFF, 0)),
    ]
    for one, seconds in stills:
        place = _three(0) * 2 + _three(width - 1) + _three(height - 1) + _three(round(seconds * 1000))
        image = b"".join(_chunk(name, data) for name, data in chunks(one) if name in _IMAGE)
        parts.append(_chunk(b"ANMF", place + bytes([_REPLACES]) + image))
    return _chunk(b"RIFF", b"WEBP" + b"".join(parts))


def described(file: bytes) -> Film:
    """Return what a moving WebP says of itself: its size, and how long each picture stands. Raises ValueError for another file."""
    found = list(chunks(file))
    if not found or found[0][0] != b"VP8X" or not found[0][1][0] & _ANIMATED:
        raise ValueError("this is not a moving WebP")
    width, height = (_number(found[0][1][place : place + 3]) + 1 for place in (4, 7))
    return Film(width, height, tuple(_number(data[12:15]) for name, data in found if name == b"ANMF"))


def chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (name, content) of each part of a WebP."""
    if file[:4] != b"RIFF" or file[8:12] != b"WEBP":
        raise ValueError("this is not a WebP")
    place = 12
    while place < len(file):
        name, size = file[place : place + 4], int.from_bytes(file[place + 4 : place + 8], "little")
        yield name, file[place + 8 : place + 8 + size]
        place += 8 + size + size % 2


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
