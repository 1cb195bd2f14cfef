"""Published counts: how many members of each band of ages a tier has, by the word of the plan's attestor.

A ledger knows nobody's age, and must not.  Whoever vouched for the members has seen their documents, and may publish
how many of each age there are.  A cell of fewer than `FEWEST` people could give somebody away, and is refused, by
whoever signs and by whoever reads.  The file is JSON: chain, ledger, the time of counting, the cells, and the signature
(EIP-712) under the table as text, so that a wallet shows what is signed.
"""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..codec import to_hex
from ..errors import AmountError, CountsError, FileError
from ..plans.document import Value, read_bounded, read_document, text_in
from ..records import Account
from ..signing.typed_data import Signer, SigningDomain, TypedData, counts_data, signer_of
from ..statistics.incidence import MILLION, Sex, incidence, parse_people

FORMAT = "openmutual counts 1"

FEWEST = 20
"""People in a cell, at least."""

LATEST = 2**53
"""No time is later: JSON readers everywhere still count it exactly."""

MOST_MEMBERS = 10**10


@dataclass(frozen=True, slots=True)
class Cell:
    """So many members of a tier are of a band, written as plan files write it: `20-29`, or `20-29 female`."""

    tier: str
    band: str
    members: int

    @property
    def rate(self) -> Fraction:
        """Cases a year of one of them by the table of incidence, all ages and sexes of the band being alike many."""
        ages, sexes = parse_people(self.band)
        cells = [incidence()[age, sex] for age in ages for sex in sexes]
        return Fraction(sum(cells), len(cells) * MILLION)

    @property
    def people(self) -> set[tuple[int, Sex]]:
        """Every age with every sex in it."""
        ages, sexes = parse_people(self.band)
        return {(age, sex) for age in ages for sex in sexes}


@dataclass(frozen=True, slots=True)
class TierCounts:
    """The cells of a plan, counted at a Unix time, and who signed them."""

    domain: SigningDomain
    at: int
    cells: tuple[Cell, ...]
    signer: Account

    def expect_of(self, chain_id: int, ledger: Account) -> None:
        """See that the counts are of that plan.  Raises CountsError."""
        if (self.domain.chain_id, self.domain.contract.lower()) != (chain_id, ledger.lower()):
            raise CountsError(
                f"the counts are of the plan {self.domain.contract} on chain {self.domain.chain_id}, not of this one"
            )

    def of(self, tier: str) -> list[Cell]:
        """The cells of a tier."""
        return [cell for cell in self.cells if cell.tier == tier]


COLUMNS = ["tier", "ages", "members"]


def read_cells(file: Path) -> tuple[Cell, ...]:
    """The cells of a CSV table with the columns tier, ages and members.

    Raises FileError with the line and the column.
    """
    rows = list(csv.reader(text_in(read_bounded(file), str(file)).splitlines()))
    if not rows or rows[0] != COLUMNS:
        raise FileError(str(file), 1, "", f"must begin with the columns {','.join(COLUMNS)}")
    return tuple(_cell_of_row(row, str(file), line) for line, row in enumerate(rows[1:], 2))


def _cell_of_row(row: Sequence[str], file: str, line: int) -> Cell:
    if len(row) != len(COLUMNS):
        raise FileError(file, line, "", f"has {len(row)} columns, not {len(COLUMNS)}")
    tier, band, members = row
    try:
        parse_people(band)
    except AmountError as error:
        raise FileError(file, line, "ages", str(error)) from error
    if not re.fullmatch("[0-9]{1,10}", members):
        raise FileError(file, line, "members", f"must be a whole number, but is {members[:80]!r}")
    return Cell(tier, band, int(members))


def sign_counts(signer: tuple[Signer, Account], domain: SigningDomain, at: int, cells: Sequence[Cell]) -> str:
    """The file of signed counts; `domain` is the chain and the plan's ledger.

    Raises:
        CountsError: a cell is too small, or counts people again.
        ChainError: the keyring does not have the key.
    """
    _check(cells)
    keyring, account = signer
    signature = keyring.sign_typed_data(account, counts_data(domain, at, _table(cells)))
    told = {
        "format": FORMAT,
        "chain": domain.chain_id,
        "ledger": domain.contract,
        "at": at,
        "counts": [{"tier": cell.tier, "ages": cell.band, "members": cell.members} for cell in cells],
        "signature": to_hex(signature),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read_counts(file: Path) -> TierCounts:
    """The counts in a file, and whose key signed them.

    Raises:
        FileError: the file is not made as it must be.
        CountsError: a cell is too small or counts people again, or there is no signature.
    """
    fields = read_document(file).fields(["format", "chain", "ledger", "at", "counts", "signature"])
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    cells = tuple(map(_cell, fields["counts"].items()))
    _check(cells)
    domain = SigningDomain(fields["chain"].whole(1, 2**64 - 1), to_hex(fields["ledger"].data(20)))
    at = fields["at"].whole(0, LATEST)
    return TierCounts(domain, at, cells, _signer(counts_data(domain, at, _table(cells)), fields["signature"].data()))


def _cell(value: Value) -> Cell:
    fields = value.fields(["tier", "ages", "members"])
    band = fields["ages"].parse(str)
    try:
        parse_people(band)
    except AmountError as error:
        raise fields["ages"].error(str(error)) from error
    return Cell(fields["tier"].parse(str), band, fields["members"].whole(0, MOST_MEMBERS))


def _check(cells: Sequence[Cell]) -> None:
    """Raises CountsError for no cells, a cell that could give somebody away, and people counted twice in a tier."""
    if not cells:
        raise CountsError("the counts have no cell; name a tier, ages and how many there are")
    seen: set[tuple[str, int, Sex]] = set()
    for cell in cells:
        if cell.members < FEWEST:
            raise CountsError(
                f"{cell.tier}, {cell.band}: {cell.members} people are too few to be published; "
                f"join bands until each has {FEWEST} or more"
            )
        people = {(cell.tier, age, sex) for age, sex in cell.people}
        if seen & people:
            raise CountsError(f"{cell.tier}, {cell.band}: some of these people are counted in another cell; keep one")
        seen |= people


def _table(cells: Sequence[Cell]) -> str:
    """The table as text, a line for each cell, which is what is signed."""
    return "\n".join(f"{cell.tier}, {cell.band}: {cell.members}" for cell in cells)


def _signer(words: TypedData, signature: bytes) -> Account:
    """Whose key signed, in lower case.  Raises CountsError if none did."""
    signer = signer_of(words, signature)
    if signer is None:
        raise CountsError("the counts hold no signature")
    return signer.lower()
