"""The scanner catches a planted leak in each encoding, wherever it lies, and makes none up."""

import base64
import hashlib
import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from eth_utils.crypto import keccak

from .scanner import Person, Scanner

ALICE = Person("wang-xiuying", "王秀英", "440524198807150023", date(1988, 7, 15), ("浸润性乳腺癌", "C50.911"))
PUBLIC = bytes.fromhex("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
SCANNER = Scanner([ALICE], [PUBLIC])

WORDS = {
    "name": ["Wang Xiuying", "WANG-XIUYING", "wangxiuying", "xiuying wang", "王秀英"],
    "number": ["440524198807150023"],
    "birth": ["1988-07-15", "19880715", "1988/07/15", "15.07.1988", "1988年07月15日"],
    "diagnosis": ["浸润性乳腺癌", "c50.911"],
}

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda word: word.encode("utf-16-le"),
    "utf-16-be": lambda word: word.encode("utf-16-be"),
    "gb18030": lambda word: word.encode("gb18030"),
    "bytes32": lambda word: word.encode().ljust(32, b"\0"),
    "hex": lambda word: word.encode().hex().encode(),
    "hex of utf-16": lambda word: word.encode("utf-16-le").hex().upper().encode(),
    "json": lambda word: json.dumps({"a": word}).encode(),
    "percent": lambda word: quote(word).encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64 behind one": lambda word: base64.b64encode(b"x" + word.encode() + b"y"),
    "base64 behind two": lambda word: base64.b64encode(b"xx" + word.encode() + b"yyy"),
    "base64url": lambda word: base64.urlsafe_b64encode(b"?>" + word.encode()),
    "base32": lambda word: base64.b32encode(b"xyz" + word.encode() + b"xyz"),
}

DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "keccak": keccak,
    "sha1": lambda data: hashlib.sha1(data).digest(),
    "md5": lambda data: hashlib.md5(data).digest(),
    "hex of sha256": lambda data: hashlib.sha256(data).hexdigest().encode(),
    "address of keccak": lambda data: keccak(data)[-20:],
    "first half of sha256": lambda data: hashlib.sha256(data).digest()[:16],
    "sha256 with an address before": lambda data: hashlib.sha256(PUBLIC + data).digest(),
    "keccak with an address behind": lambda data: keccak(data + PUBLIC),
}

ALL_WORDS = [(kind, word) for kind, words in WORDS.items() for word in words]


def hidden(leak: bytes) -> list[tuple[str, bytes]]:
    """A haystack with a leak in its middle."""
    noise = random.Random(1).randbytes(1_000)
    return [("clean", noise), ("leaky", noise + leak + noise)]


def kinds_found(leak: bytes) -> set[tuple[str, str]]:
    return {(finding.kind, finding.where) for finding in SCANNER.scan(hidden(leak))}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("kind", "word"), ALL_WORDS)
def test_a_planted_word_is_found(kind: str, word: str, encoding: str) -> None:
    assert (kind, "leaky") in kinds_found(ENCODINGS[encoding](word))


@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize(("kind", "word"), ALL_WORDS)
def test_a_planted_hash_is_found(kind: str, word: str, digest: str) -> None:
    assert (kind, "leaky") in kinds_found(DIGESTS[digest](word.encode()))


@pytest.mark.parametrize("word", ["440524198807150023", "19880715"])
def test_planted_digits_are_found(word: str) -> None:
    number = int(word)
    for leak in (
        bytes.fromhex(word),
        bytes.fromhex(f"a{word}b"),
        number.to_bytes(32, "big"),
        number.to_bytes(32, "little"),
    ):
        assert kinds_found(leak) & {("number", "leaky"), ("birth", "leaky")}


def test_a_planted_birth_time_is_found() -> None:
    seconds = int(datetime(1988, 7, 15, tzinfo=UTC).timestamp())
    assert ("birth", "leaky") in kinds_found(seconds.to_bytes(32, "big"))


def test_noise_and_other_people_are_not_found() -> None:
    others = "李秀英 li-xiuyin 440524198807160024 1988-07-16 C50.912".encode()
    assert not SCANNER.scan([("noise", random.Random(2).randbytes(1_000_000)), ("others", others)])


def test_a_keyed_hash_is_not_found() -> None:
    assert not kinds_found(hashlib.sha256(bytes(range(32)) + b"440524198807150023").digest())
