"""A scanner for personal data: it knows what must not be there, in every spelling and encoding that it can think of.

It looks for bytes, so it finds what lies in the open, or behind a hash that anybody can make.  It cannot tell whether
an encryption is good; that nothing is sealed for the wrong reader is the business of other tests.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote

from eth_utils.crypto import keccak

LEAST_BYTES = 4
"""Anything shorter would be found by chance."""

LEAST_DIGITS = 8

WINDOW = 8
"""How many bytes of a long needle are looked up."""

HASHES: dict[str, Callable[[bytes], bytes]] = {
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "keccak": keccak,
    "sha1": lambda data: hashlib.sha1(data).digest(),
    "md5": lambda data: hashlib.md5(data).digest(),
}


@dataclass(frozen=True)
class Person:
    """Somebody's personal data, all made up."""

    latin: str
    chinese: str = ""
    number: str = ""
    born: date | None = None
    diagnoses: tuple[str, ...] = ()

    def words(self) -> Iterator[tuple[str, str]]:
        """What must not be found: what it is, and how it is spelt."""
        parts = self.latin.replace("-", " ").split()
        for joined in (" ".join(parts), "-".join(parts), "".join(parts), " ".join(parts[::-1])):
            yield "name", joined
        if self.chinese:
            yield "name", self.chinese
        if self.number:
            yield "number", self.number
        for spelt in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%Y年%m月%d日") if self.born else ():
            yield "birth", self.born.strftime(spelt) if self.born else ""
        for diagnosis in self.diagnoses:
            yield "diagnosis", diagnosis

    def times(self) -> Iterator[tuple[str, int]]:
        """The birth date as a number of seconds."""
        if self.born:
            yield "birth", int(datetime(self.born.year, self.born.month, self.born.day, tzinfo=UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Needle:
    """Bytes that must not be there; `of` is `raw` bytes, `folded` ones without case, or the `hex` digits of bytes."""

    kind: str
    encoding: str
    pattern: bytes
    of: str = "raw"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data that was found; `where` as the haystack was named."""

    kind: str
    encoding: str
    where: str


@dataclass
class Scanner:
    """Looks for the data of these people.

    Args:
        people: whose.
        public: what everybody knows, such as addresses: hashes salted with it are no better than plain ones.
    """

    people: Sequence[Person]
    public: Sequence[bytes] = ()

    def __post_init__(self) -> None:
        found = (needle for person in self.people for needle in self._needles(person))
        needles = [needle for needle in dict.fromkeys(found) if len(needle.pattern) >= LEAST_BYTES]
        self._short = [needle for needle in needles if len(needle.pattern) < WINDOW]
        self._long: dict[str, dict[bytes, list[Needle]]] = {"raw": {}, "folded": {}, "hex": {}}
        for needle in needles:
            if len(needle.pattern) >= WINDOW:
                self._long[needle.of].setdefault(needle.pattern[:WINDOW], []).append(needle)

    def scan(self, haystacks: Iterable[tuple[str, bytes]]) -> list[Finding]:
        """Everything that is found in named haystacks, each thing once a haystack."""
        return [finding for where, content in haystacks for finding in self._scan(where, content)]

    def _scan(self, where: str, content: bytes) -> Iterator[Finding]:
        views = {"raw": content, "folded": content.lower(), "hex": content.hex().encode()}
        found = (needle for of, view in views.items() for needle in self._found_in(of, view))
        yield from dict.fromkeys(Finding(needle.kind, needle.encoding, where) for needle in found)

    def _found_in(self, of: str, view: bytes) -> Iterator[Needle]:
        """Short needles one by one; the many long ones together, by how they begin."""
        yield from (needle for needle in self._short if needle.of == of and needle.pattern in view)
        index = self._long[of]
        for place in range(len(view) - WINDOW + 1):
            for needle in index.get(view[place : place + WINDOW], ()):
                if view.startswith(needle.pattern, place):
                    yield needle

    def _needles(self, person: Person) -> Iterator[Needle]:
        for kind, word in person.words():
            for encoding, pattern in texts(word):
                yield Needle(kind, encoding, pattern.lower(), "folded")
            for encoding, pattern in (found for spelt in cases(word) for found in alphabets(spelt)):
                yield Needle(kind, encoding, pattern)
            for encoding, pattern in hashes(word, self.public):
                yield Needle(kind, encoding, pattern)
            yield from numerals(kind, word)
        for kind, seconds in person.times():
            if seconds > 0:
                yield Needle(kind, "timestamp", seconds.to_bytes(5, "big"))


def cases(word: str) -> list[str]:
    """A word in small and capital letters."""
    return list(dict.fromkeys((word, word.lower(), word.upper(), word.title())))


def texts(word: str) -> Iterator[tuple[str, bytes]]:
    """A word as text, whose case does not matter."""
    for charset in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield charset, word.encode(charset)
        for spelt in cases(word):
            yield f"hex of {charset}", spelt.encode(charset).hex().encode()
    yield "json", json.dumps(word)[1:-1].encode()
    yield "percent", quote(word, safe="").encode()


def alphabets(word: str) -> Iterator[tuple[str, bytes]]:
    """A word in base64 and base32, wherever among other bytes it begins."""
    content = word.encode()
    for before in range(3):
        # The first and the last characters also hold bits of the neighbours.
        first, last = (8 * before + 5) // 6, 8 * (before + len(content)) // 6
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            yield name, encode(bytes(before) + content + bytes(3))[first:last]
    for before in range(5):
        first, last = (8 * before + 4) // 5, 8 * (before + len(content)) // 5
        yield "base32", base64.b32encode(bytes(before) + content + bytes(5))[first:last]


def hashes(word: str, public: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """What anybody can make of a word, alone or with what everybody knows; either half, for those that are cut."""
    for name, digest in HASHES.items():
        for spelt in cases(word):
            content = spelt.encode()
            yield from halves(name, digest(content))
            for salt in public:
                yield from halves(f"{name} with what is public", digest(salt + content))
                yield from halves(f"{name} with what is public", digest(content + salt))


def halves(name: str, digest: bytes) -> Iterator[tuple[str, bytes]]:
    """Both halves of a hash, as bytes and in hexadecimal digits."""
    middle = len(digest) // 2
    for half in (digest[:middle], digest[middle:]):
        yield name, half
        yield f"hex of {name}", half.hex().encode()


def numerals(kind: str, word: str) -> Iterator[Needle]:
    """A word of digits as packed digits and as a whole number."""
    digits = "".join(character for character in word if character.isascii() and character.isdigit())
    if len(digits) < LEAST_DIGITS:
        return
    yield Needle(kind, "packed digits", digits.encode(), "hex")
    for size in ("big", "little"):
        number = int(digits)
        yield Needle(kind, f"{size}-endian number", number.to_bytes((number.bit_length() + 7) // 8, size))
