"""What goes wrong where an audit reads from other machines, or is worked on by several."""

from .base import OpenMutualError


class ProtocolMissing(OpenMutualError):
    """Files at a URL need a plug-in that is not installed.

    Attributes:
        protocol: of the URL, such as `s3`.
    """

    def __init__(self, protocol: str) -> None:
        self.protocol = protocol
        super().__init__(
            f"files at {protocol}:// need an fsspec plug-in that is not installed: pip install 'openmutual[remote]' "
            "brings those for s3:// and http://; for another storage, install its own"
        )


class WorkUndone(OpenMutualError):
    """What others were to work on is not done, or not by all of them: nothing is said of the plan."""


class WorkerLost(WorkUndone):
    """A worker ended, or cannot be reached, before it had done its part of an audit.

    Attributes:
        unit: the part of the log, or of the members, that it was at.
    """

    def __init__(self, unit: str) -> None:
        self.unit = unit
        super().__init__(
            f"the worker that had {unit} has ended or cannot be reached, so that nothing is known of it: look whether "
            "it ran out of memory, and audit again, with fewer workers if so"
        )


class ClusterUnreachable(WorkUndone):
    """Nobody answers at the address of a cluster, or it has no workers.

    Attributes:
        address: of its scheduler.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"the cluster at {address} does not answer, or has no workers: start them by 'dask scheduler' and "
            "'dask worker', or audit with --workers on this machine"
        )


class WorkersDiffer(WorkUndone):
    """A cluster's workers run another version of this program, or other contracts, than this one."""

    def __init__(self, address: str) -> None:
        super().__init__(f"workers of {address} run another openmutual than this one: install the same on all of them")


class ScratchLost(WorkUndone):
    """What the workers of an audit hand to one another cannot be written, or cannot be read any more.

    Attributes:
        address: of the file.
    """

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        super().__init__(
            f"what workers hand to one another cannot be kept at {address}: {problem}; name a folder or a URL that all "
            "of them reach, with room enough, by --scratch"
        )
