"""What a plan's pages are made of: papers that lie in the site themselves, and what an audit makes of them.

A site is a function of its papers and of the version of this package alone, whoever builds it and whichever node the
log came from.  So anybody can build it again and compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..audit.counts import read_counts
from ..audit.first_look import expect_usable
from ..audit.indicators import Assumptions
from ..audit.pipeline import Progress, audit
from ..audit.replay.state import ReplayedPlan
from ..audit.report.assemble import Audited, assemble
from ..audit.report.report import Report
from ..audit.report.sentences import texts
from ..audit.source.export_file import load
from ..audit.terms import preset_of
from ..events import Event
from ..i18n.formatter import SentenceFormatter, tame
from ..plans.terms import Plan, load_plan
from .papers import LOG, Papers

LONGEST_TITLE = 80
"""Characters of a plan's title that are shown."""


@dataclass(frozen=True)
class ExaminedPlan:
    """A plan that was audited, with all that its pages show.

    Attributes:
        audited: as the site has it: without the word of whoever looked the block up, which nobody else can check.
        charter: the plan file whose terms the plan committed to; None if nobody has it.
        hash_given: whether the audited block's hash was known from elsewhere.
    """

    papers: Papers
    audited: Audited
    report: Report
    charter: Plan | None
    hash_given: bool

    @property
    def key(self) -> str:
        """The plan's folder in a site: its chain and its ledger, for good."""
        return f"{self.audited.extract.chain_id}-{self.audited.extract.contracts.ledger}"

    def title(self, language: str) -> str:
        """The plan's title in `en` or `zh`, in the words of its file if there is one."""
        if self.charter:
            return tame(self.charter.title[language], LONGEST_TITLE)
        facts = {"ledger": self.report.subject.ledger}
        return SentenceFormatter(language, 0, "").fill(texts(language)["unnamed"], facts)

    @property
    def plan(self) -> ReplayedPlan:
        """The plan as it was rebuilt from the log."""
        return self.audited.plan

    @property
    def now(self) -> int:
        """The time of the audited block, in Unix seconds."""
        return self.audited.times[self.audited.extract.last]

    @cached_property
    def history(self) -> Sequence[tuple[Event, int]]:
        """Every event of the plan with its time, in log order."""
        times = self.audited.times
        return [(event, times[event.place.block]) for event in self.audited.history]


def examine(papers: Papers, trusted: bytes | None = None, progress: Progress | None = None) -> ExaminedPlan:
    """Audit a plan by its papers, and by nothing else.

    Args:
        papers: of the plan.
        trusted: the hash of a block that is known from elsewhere.
        progress: is told how far it is.

    Raises:
        FileError, CountsError: a paper cannot be used, or is not of this plan.
        NotAPlan: the log does not begin with a plan.
        UnusableSource: the log contradicts itself, so that nothing can be shown.
    """
    extract = replace(load(papers.log), source=LOG)
    charter = load_plan(papers.plan) if papers.plan else None
    counts = read_counts(papers.counts) if papers.counts else None
    if counts is not None:
        counts.expect_of(extract.chain_id, extract.contracts.ledger)
    assumptions = Assumptions(counts=counts)
    audited = audit(extract, charter, trusted, assumptions=assumptions, progress=progress, every_member=True)
    expect_usable(extract, audited.findings)
    public = replace(audited, hash_given=False)
    return ExaminedPlan(
        papers, public, assemble(public), _committed(charter, audited.plan.plan_hash), audited.hash_given
    )


def _committed(given: Plan | None, plan_hash: bytes) -> Plan | None:
    """The plan file that the ledger committed to: the one that was given, a packaged one, or none."""
    if given is not None and given.plan_hash == plan_hash:
        return given
    name = preset_of(plan_hash)
    return load_plan(name) if name else None
