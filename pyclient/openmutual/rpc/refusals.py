"""What nodes say when they do not answer: by the words, codes and HTTP statuses of the providers there are.

No standard says how a node words that it was asked too often, for too much, or for what it has forgotten.  The words
here were collected from the providers' own answers as public bug reports quote them; the tests name who says what
(`tests/audit/source/providers.yaml`).  All are compared in lower case.
"""

from enum import Enum


class Kind(Enum):
    """Why a question was not answered, as far as it tells what to do next."""

    OFTEN = "asked too often: wait"
    LIMIT = "a limit, whichever: wait, or ask for less"
    BUSY = "out of order for the moment: ask again"
    BATCH = "too many questions at once: ask fewer"
    MUCH = "too much in one question: ask for less"
    UNKNOWN = "no such method here"
    FORGOTTEN = "the state of that block is not kept"
    FAILED = "a contract refused the call, or broke down in it"
    OTHER = "whatever else"


WORDS = (
    (Kind.BUSY, "beyond current head", "beyond the head", "blocks specified in filter"),  # one of many nodes, behind
    (
        Kind.FAILED,
        *("revert", "invalid opcode", "invalidfeopcode", "opcodenotfound", "out of gas", "outofgas", "invalid jump"),
    ),
    (Kind.BATCH, "batch"),
    (
        Kind.MUCH,
        *(
            "block range",
            "max range",
            "range too",
            "range is too",
            "exceeds the range",
            "exceeds limit of",
            "range limit",
        ),
        *("too many blocks", "requested blocks", "blocks distance", "limited to a ", "smaller than size"),
        *("max results", "more than", "response size", "response too large", "response is too", "too big", "too large"),
        *("ranges over", "limit the query", "query exceeds", "logs matched by query", "query timeout"),
        *("execution timeout", "request timed out", "request timeout", "number of address"),
        *("too many logs", "narrow your filter"),
    ),
    (
        Kind.OFTEN,
        *(
            "rate limit",
            "rate-limit",
            "ratelimit",
            "rate exceeded",
            "too many requests",
            "request limit",
            "requests per",
        ),
        *("throughput", "capacity", "quota", "credits limited", "has exceeded", "count exceeded", "too much load"),
        *("requests limited to", "per second", "/second", "/sec", "free tier", "usage limit"),
        "rps limit",
    ),
    (
        Kind.UNKNOWN,
        *("method not found", "does not exist/is not", "method does not exist", "no such method", "unsupported method"),
        *("not supported", "not whitelisted", "unknown method", "not available on", "current plan", "is disabled"),
    ),
    (
        Kind.FORGOTTEN,
        *("missing trie node", "pruned", "archive", "histor", "proof window", "state", "header not found"),
        *("unknown block", "root hash mismatch", "older than", "requested data is not available"),
    ),
    (
        Kind.BUSY,
        *("no backend", "unhealthy", "internal error", "internal server", "internal json", "temporarily"),
        *("unavailable", "overloaded", "try again", "timed out", "timeout", "connection", "upstream", "bad gateway"),
        *("context canceled", "deadline exceeded", "busy"),
    ),
)
"""What the words of an error mean; the first line counts that has one of them."""

CODES = {
    429: Kind.OFTEN,
    -32_005: Kind.LIMIT,  # EIP-1474
    -32_007: Kind.OFTEN,
    -32_012: Kind.OFTEN,
    -32_016: Kind.OFTEN,
    -32_029: Kind.OFTEN,
    -32_601: Kind.UNKNOWN,  # JSON-RPC itself
    -32_008: Kind.MUCH,
    -32_011: Kind.MUCH,
    3: Kind.FAILED,
}
"""What codes mean where the words tell nothing."""

STATUSES = {413: Kind.BATCH, 414: Kind.BATCH, 429: Kind.OFTEN, 502: Kind.LIMIT, 503: Kind.LIMIT, 504: Kind.LIMIT}
"""What HTTP statuses mean where the body tells nothing."""

BROKEN = range(500, 600)
"""The other statuses that may be otherwise in a while."""


def kind_of(code: int, message: str) -> Kind:
    """What an error of JSON-RPC means."""
    said = message.lower()
    if code == 3:  # words of a contract are a stranger's
        return Kind.FAILED
    return next((kind for kind, *words in WORDS if any(word in said for word in words)), CODES.get(code, Kind.OTHER))


def kind_of_status(status: int) -> Kind:
    """What an HTTP status means."""
    return STATUSES.get(status, Kind.BUSY if status in BROKEN or status == 408 else Kind.OTHER)
