"""From papers to a site in a folder, in one step."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..audit.pipeline import Progress
from ..errors import FileError
from .examined import ExaminedPlan, examine
from .folder import Written, own, write
from .papers import Papers
from .site import held, made_by, site


def build(papers: Sequence[Papers], folder: Path, progress: Progress | None = None) -> Written:
    """Audit plans by their papers and bring a folder to hold their site.

    Args:
        papers: of each plan.
        folder: new, empty, or a site that this package has made.
        progress: is told how far the audits are.

    Raises:
        NotASite: the folder holds something else, or a link leads out of it.
        FileError, CountsError, NotAPlan, UnusableSource: a paper cannot be used, or is of a plan that another is of
            already, or the folder cannot be written.
    """
    with own(folder):
        plans = [examine(each, progress=progress) for each in papers]
        _expect_each_once(plans)
        return write(folder, site(plans), map(held, plans), made_by())


def _expect_each_once(plans: Sequence[ExaminedPlan]) -> None:
    """A plan has one folder in a site, so two logs of it, of two blocks, would overwrite each other."""
    repeated = [each for each, count in Counter(plan.key for plan in plans).items() if count > 1]
    if repeated:
        raise FileError(repeated[0], 0, "", "is given more than once; name each plan once, by its newest log")
