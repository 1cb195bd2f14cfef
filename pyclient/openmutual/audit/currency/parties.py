"""Whom an inspection of the currency asks about: out of the log, so that a witness and its judge ask about the same."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

import polars as pl

from ...codec import from_hex, to_hex
from ...records import Account
from ..source.extract import Extract
from ..source.locate import topic_of

PERMIT2: Account = "0x000000000022d473030f116ddee9f6b43ac78ba3"
"""Uniswap's Permit2, at the same address on all chains; some currencies let it take anybody's money."""

MOST_SUSPECTS = 100
"""Accounts that are asked about as who may take the ledger's money."""

MOST_LOGS = 20_000
"""So far into the log suspects are sought: who comes later did not take part in the plan's making."""

MOST_PAYEES = 2
"""Accounts that were paid last, to which a payment is tried besides that to a stranger."""

WORD, ADDRESS = 32, 20


def suspects(extract: Extract) -> list[Account]:
    """Who might have been given the ledger's money to take: Permit2, and whoever is named, the plan's makers first."""
    (receipts, logs), contracts = _beginning(extract), extract.contracts
    at_first = logs.filter(pl.col("block") == logs["block"].first())
    makers = receipts.filter(pl.col("block").is_in(at_first["block"].unique().to_list()))["sender"]
    named = _addresses(chain(_words(at_first), _topics(logs), _words(logs)))
    known = (PERMIT2, *map(to_hex, makers), contracts.desk, contracts.jury, contracts.token)
    found: dict[Account, None] = {}
    for each in chain(known, map(to_hex, named)):
        if each != contracts.ledger:
            found[each] = None
        if len(found) == MOST_SUSPECTS:
            break
    return list(found)


def _beginning(extract: Extract) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The receipts of the first block with logs at least, and the first logs."""
    read: list[Extract] = []
    for stretch in extract.stretches():
        read.append(stretch)
        if sum(each.logs.height for each in read) >= MOST_LOGS:
            break
    receipts, logs = (pl.concat([getattr(each, table) for each in read]) for table in ("receipts", "logs"))
    return receipts, logs.head(MOST_LOGS)


def payees(extract: Extract) -> list[Account]:
    """To whom the ledger paid last; not itself."""
    newest_first, found = replace(extract, parts=extract.parts[::-1]), dict[Account, None]()
    for words in _of_ledger(newest_first, "Transfer"):
        found |= dict.fromkeys(map(to_hex, _addresses(words.reverse())))
        found.pop(extract.contracts.ledger, None)
        if len(found) >= MOST_PAYEES:
            break
    return list(found)[:MOST_PAYEES]


def spenders(extract: Extract) -> set[Account]:
    """Whom the ledger has let take its money, as the currency's log tells."""
    return {to_hex(each) for words in _of_ledger(extract, "Approval") for each in _addresses(words)}


def _of_ledger(extract: Extract, event: str) -> Iterator[pl.Series]:
    """The other side of all that the currency tells of the ledger by an event, as words, a stretch at a time."""
    token, ledger = from_hex(extract.contracts.token), from_hex(extract.contracts.ledger)
    said = (pl.col("address") == token) & (pl.col("topic0") == topic_of("TestYuan", event))
    of_ledger = pl.col("topic1") == ledger.rjust(WORD, b"\0")
    for stretch in extract.stretches():
        yield stretch.logs.filter(said, of_ledger)["topic2"].drop_nulls()


def _words(logs: pl.DataFrame) -> Iterator[bytes]:
    """What logs carry as their data."""
    for data in logs["data"]:
        yield from (data[place : place + WORD] for place in range(0, len(data), WORD))


def _topics(logs: pl.DataFrame) -> list[bytes]:
    """What logs carry as their topics, each once."""
    named = [logs.select(pl.col(f"topic{place}").alias("word")) for place in (1, 2, 3)]
    return pl.concat(named)["word"].drop_nulls().unique(maintain_order=True).to_list()


def _addresses(words: Iterable[bytes]) -> Iterator[bytes]:
    """Those of the words that can be addresses; small numbers can not, as nobody finds the key of one."""
    for word in words:
        if len(word) == WORD and not any(word[:-ADDRESS]) and any(word[-ADDRESS:-8]):
            yield word[-ADDRESS:]
