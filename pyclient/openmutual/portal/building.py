"""From papers to a site in a folder, in one step."""

from collections.abc import Sequence
from pathlib import Path

from ..audit.pipeline import Progress
from .examined import examine
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
        NotASite: the folder holds something else.
        FileError, CountsError, NotAPlan, UnusableSource: a paper cannot be used, or the folder cannot be written.
    """
    with own(folder):
        plans = [examine(each, progress=progress) for each in papers]
        return write(folder, site(plans), map(held, plans), made_by())
