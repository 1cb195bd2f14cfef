"""Options of who does the work of a long command: processes of this machine, or a cluster's workers."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..audit.crew import Crew

Workers = Annotated[
    int, typer.Option("--workers", metavar="N", min=1, help="Of an export in parts: processes that share the work.")
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="URL", help="A Dask scheduler, such as tcp://scheduler:8786, whose workers share the work."
    ),
]
Scratch = Annotated[
    str | None,
    typer.Option(
        "--scratch",
        metavar="DIR|URL",
        help="Where workers hand rows to one another: a folder or an fsspec URL that all of them reach.",
        show_default="a folder of this machine",
    ),
]


def crew_for(workers: int, cluster: str | None, scratch: str | None) -> "AbstractContextManager[Crew]":
    """The crew that these options name.  Raises BadParameter; entering it raises as its maker does."""
    from ..audit.hiring import crew_of

    if cluster is not None and workers > 1:
        raise typer.BadParameter("a cluster has workers of its own; give one of the two", param_hint="--workers")
    return crew_of(workers, cluster, scratch)
