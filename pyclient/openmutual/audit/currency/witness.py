"""Gathering a witness: what executing a currency's code needs is found out by executing it, and asked for."""

from collections.abc import Callable, Iterator

import polars as pl

from ...errors import ChainError
from ..proof.headers import Header, header_of
from ..source import calls
from ..source.extract import Extract
from ..source.source import Source
from .birth import Birth, birth_of
from .inspection import Inspector
from .machine import Machine, Witness, by_hash
from .parties import payees, suspects

MOST_ROUNDS = 32
"""How often is asked for what the last run lacked: a payment reads a dozen words, each found after the one before."""

Look = Callable[[Machine], object]


def witness_of(source: Source, extract: Extract) -> tuple[bytes, ...]:
    """What a source gives of all that an inspection of the currency needs, after the blocks that are compared.

    What it does not give stays unproven.
    """
    gathering = _Gathering(source, extract)
    for block, look in _looks(extract):
        header = header_at(extract, block)
        if header is not None:
            gathering.run(header, look)
    birth = birth_of(extract)
    if birth is not None:
        gathering.before(birth)
    return tuple(gathering.found.values())


def header_at(extract: Extract, block: int) -> Header | None:
    """The header of a block; None if it is not given, or is none."""
    given = extract.headers.filter(pl.col("number") == block)["rlp"].to_list()
    return header_of(given[0]) if given else None


def known_already(extract: Extract) -> Iterator[bytes]:
    """What is found by its hash in the rest of an extract."""
    yield from extract.codes.values()
    for said in extract.accounts:
        yield from said.proof


def _looks(extract: Extract) -> Iterator[tuple[int, Look]]:
    """The blocks that are looked at, and how closely."""
    who, paid, held = suspects(extract), payees(extract), calls.balance_of(extract.contracts.ledger)
    yield extract.last, lambda machine: Inspector(machine, extract.contracts).whole(who, paid)
    if extract.first != extract.last:
        yield extract.first, lambda machine: Inspector(machine, extract.contracts).glance()
    for block in {said.block for said in extract.accounts} - {extract.first, extract.last}:
        yield block, lambda machine: Inspector(machine, extract.contracts).view(held)


class _Gathering:
    """What has been found until now."""

    def __init__(self, source: Source, extract: Extract) -> None:
        self._source, self._extract = source, extract
        self._known = by_hash(known_already(extract))
        self.found: Witness = {}

    def before(self, birth: Birth) -> None:
        """What shows which code made the plan: the state in which its transaction began, or rather its block."""
        opened = header_at(self._extract, birth.block)
        try:
            encoded = next(iter(self._source.headers([birth.block - 1])))
        except ChainError:  # a node that does not tell of it answers the rest all the same
            return
        header = header_of(encoded)
        if opened is not None and header is not None and header.hash == opened.parent:
            self.found[header.hash] = encoded
            self.run(header, lambda machine: machine.code(birth.factory))

    def run(self, header: Header, look: Look) -> None:
        """Look until nothing is lacking, or nothing more is given."""
        machine = Machine(header, self._extract.chain_id, self._known)
        for _ in range(MOST_ROUNDS):
            look(machine)
            try:
                new = machine.learn(self._given(machine, header.number))
            except ChainError:  # a node that cannot prove it answers the rest all the same
                return
            if not new:
                return
            self.found |= new

    def _given(self, machine: Machine, block: int) -> Iterator[bytes]:
        """What the source gives of what is lacking; of an account without a word on its slots, its code as well."""
        for address, slots in machine.missing.items():
            nodes = self._source.proof(address, sorted(slots), block)
            yield from nodes
            if nodes and not slots:
                yield self._source.code(address, block)
