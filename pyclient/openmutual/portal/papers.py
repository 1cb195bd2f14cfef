"""What a plan's pages are made from, as files: its log, its plan file, the counts of its attestor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..audit.counts import read_counts
from ..audit.decoding.events import decode
from ..audit.findings import Findings
from ..audit.source.export_file import save
from ..audit.source.extract import Extract
from ..errors import FileError, NotAPlan
from ..events import PlanOpened
from ..plans.terms import load_plan

LOG, PLAN, COUNTS = "log.parquet", "plan.yaml", "counts.json"
"""The papers' names in a site."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What is known of a plan before it is audited.

    Attributes:
        log: the export of its public log.
        plan: the plan file that members were shown; None for a packaged one, or if nobody has it.
        counts: members by tier and age, signed by the attestor; None if they were not published.
    """

    log: Path
    plan: Path | None = None
    counts: Path | None = None

    @classmethod
    def of(cls, folder: Path) -> "Papers":
        """The papers in a folder of a site."""
        plan, counts = folder / PLAN, folder / COUNTS
        return cls(folder / LOG, plan if plan.is_file() else None, counts if counts.is_file() else None)

    def named(self) -> list[tuple[str, Path]]:
        """Those that are there, by their names in a site."""
        papers = {LOG: self.log, PLAN: self.plan, COUNTS: self.counts}
        return [(name, file) for name, file in papers.items() if file is not None]


def gather(extracts: Sequence[Extract], plans: Sequence[Path], counts: Sequence[Path], folder: Path) -> list[Papers]:
    """The papers of plans, their logs as files in a folder; plan files and counts go to the plan that they are of.

    Args:
        extracts: what is said of each plan.
        plans: plan files, known by their hashes.
        counts: members by tier and age, known by chain and ledger.
        folder: for the logs.

    Raises:
        FileError: a file is of none of the plans, or cannot be written or read.
        CountsError: counts cannot be used.
        NotAPlan: a log does not begin with a plan.
    """
    charters = {load_plan(file).plan_hash: file for file in plans}
    tables = {_ledger(file): file for file in counts}
    gathered = [
        _papers(extract, charters, tables, folder / f"{place}.parquet") for place, extract in enumerate(extracts)
    ]
    used = {file for papers in gathered for file in (papers.plan, papers.counts)}
    for file in (*plans, *counts):
        if file not in used:
            raise FileError(str(file), 0, "", "is of none of these plans; leave it out, or name the plan that it is of")
    return gathered


def _papers(
    extract: Extract, charters: Mapping[bytes, Path], tables: Mapping[tuple[int, str], Path], log: Path
) -> Papers:
    save(extract, log)
    counts = tables.get((extract.chain_id, extract.contracts.ledger))
    return Papers(log, charters.get(_plan_hash(extract)), counts)


def _plan_hash(extract: Extract) -> bytes:
    """The hash of the plan file that the plan committed to, by the log's word."""
    said = (event for _, _, event in decode(extract, lambda _: 0, Findings()) if isinstance(event, PlanOpened))
    if opened := next(said, None):
        return opened.plan_hash
    raise NotAPlan(f"the log of {extract.contracts.ledger} does not tell of a plan's beginning")


def _ledger(file: Path) -> tuple[int, str]:
    domain = read_counts(file).domain
    return domain.chain_id, domain.contract.lower()
