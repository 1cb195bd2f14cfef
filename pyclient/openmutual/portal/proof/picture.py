"""A proof as a picture for a phone: a QR code of the file, compressed, in letters that take such codes little room.

The text is `OPENMUTUAL:` and the base45 (RFC 9285) of the zlib-compressed JSON; `check-proof` and pages read it too.
"""

import io
import zlib
from pathlib import Path

from ...errors import FileError
from ...files import replace

MARK = "OPENMUTUAL:"
"""How a text begins that is a proof."""

MOST_CHARACTERS = 4_296
"""What the largest code holds, of digits, capitals and a few signs."""

MOST_BYTES = 1_000_000
"""The longest file that a text may grow to."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def spell(file: bytes) -> str:
    """A file as a text of few letters."""
    return MARK + _base45(zlib.compress(file, 9))


def read(text: str, name: str) -> bytes:
    """The file that a text stands for; `name` is what errors call it.  Raises FileError."""
    stream = zlib.decompressobj()
    try:
        file = stream.decompress(_bytes(text.strip().removeprefix(MARK)), MOST_BYTES)
    except (ValueError, OverflowError, zlib.error):
        file = b""
    if not stream.eof:
        raise FileError(name, 0, "", "is cut off or misread; scan the picture again")
    return file


def draw(text: str, file: Path) -> None:
    """Draw a text of at most `MOST_CHARACTERS`, as SVG.  Raises FileError."""
    import segno

    picture = io.BytesIO()
    segno.make(text, error="l", micro=False).save(picture, kind="svg", scale=4, title="openmutual")
    try:
        replace(file, picture.getvalue())
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None


def _base45(data: bytes) -> str:
    """Two bytes as three letters, a last one alone as two, the lowest digit first."""
    letters = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[digit])
    return "".join(letters)


def _bytes(text: str) -> bytes:
    """What `_base45` has spelled.  Raises ValueError or OverflowError for what it never spells."""
    data = bytearray()
    for start in range(0, len(text), 3):
        letters = text[start : start + 3]
        number = sum(ALPHABET.index(letter) * len(ALPHABET) ** place for place, letter in enumerate(letters))
        data += number.to_bytes(len(letters) - 1, "big")
    return bytes(data)
