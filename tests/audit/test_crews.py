"""Whoever does the work of an audit, it comes to the same; and what a worker cannot do is never passed over."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openmutual.audit import kernels
from openmutual.audit.columnar import shards
from openmutual.audit.crew import Crew
from openmutual.audit.extraction import appending
from openmutual.audit.extraction import collect as collecting
from openmutual.audit.extraction.appending import append
from openmutual.audit.hiring import crew_of
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.report import to_json
from openmutual.audit.source.export_file import part_in, save
from openmutual.audit.source.export_parts import load_parts, read_parts, sha256_of
from openmutual.audit.storage import root as storage
from openmutual.errors import (
    ArgumentError,
    ClusterUnreachable,
    ExportDamaged,
    OpenMutualError,
    PartMissing,
    ScratchLost,
    WorkerLost,
)
from openmutual.locations import Location

from .columnar.lives import lived

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def in_many_parts() -> Iterator[None]:
    """Parts of few logs, shards and buckets of few members, all of them in columns."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name, few in (
            (appending, "PART_ROWS", 40),
            (collecting, "CHUNK", 20),
            (kernels, "FEW", 0),
            (shards, "MOST_ROWS", 20),
            (storage, "MOST_SLOTS", 20),
        ):
            patch.setattr(module, name, few)
        yield


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "plan"
    append(*lived("attested"), folder)
    assert len(read_parts(folder).sealed) > 3
    return folder


@pytest.fixture(scope="module")
def processes() -> Iterator[Crew]:
    with crew_of(2) as crew:
        yield crew


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two workers, each a process."""
    from distributed import LocalCluster  # takes a second to import

    with LocalCluster(2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def changed(plan: Path, tmp_path: Path) -> Path:
    """The same export with a log changed in its second part, sealed anew as if it had always been so."""
    parts = read_parts(plan)
    for file in plan.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    second = tmp_path / parts.sealed[1].name
    told = part_in(second.read_bytes(), "")
    data = told.logs["data"].to_list()
    data[0] = bytes(32) + data[0][32:]
    save(replace(told, logs=told.logs.with_columns(data=pl.Series(data, dtype=pl.Binary))), second)
    sealed = [*parts.sealed]
    sealed[1] = replace(sealed[1], sha256=sha256_of(second))
    replace(parts, folder=tmp_path, sealed=tuple(sealed)).save()
    return tmp_path


def report(folder: Path | Location, crew: Crew) -> dict[str, Any]:
    audited = audit(load_parts(folder, crew), crew=crew)
    return to_json(assemble(audited))


# --- refusals ------------------------------------------------------------------------------------------------------


class Named(str):
    """Something to work on."""

    __slots__ = ()


def end_the_worker(_what: Named) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_ends_is_told_of_with_what_it_had() -> None:
    with crew_of(2) as crew:
        with pytest.raises(WorkerLost, match=r"had blocks-1-9\.parquet has ended"):
            list(crew.each(end_the_worker, [Named("blocks-1-9.parquet")]))
        with pytest.raises(WorkerLost, match=r"had blocks-10-19\.parquet has ended"):
            list(crew.each(str, [Named("blocks-10-19.parquet")]))


def test_a_part_that_a_worker_cannot_read_is_named(plan: Path, processes: Crew) -> None:
    """Storage in the memory of this process, which others do not share."""
    here = Location("memory://crews")
    for file in plan.iterdir():
        (here / file.name).write_bytes(file.read_bytes())
    with pytest.raises(PartMissing, match=r"memory://crews/blocks-\d+-\d+\.parquet"):
        load_parts(here, processes)
    extract = load_parts(here)
    with pytest.raises(PartMissing, match=r"memory://crews/blocks-\d+-\d+\.parquet"):
        audit(extract, crew=processes)


def test_a_part_that_is_changed_after_it_was_first_read_is_named(plan: Path, changed: Path, processes: Crew) -> None:
    extract = load_parts(changed)
    second = changed / read_parts(plan).sealed[1].name
    second.write_bytes((plan / second.name).read_bytes())
    with pytest.raises(ExportDamaged, match=f"{second.name}: is cut off or changed"):
        audit(extract, crew=processes)


def test_workers_without_a_common_folder_are_told_to_name_one(plan: Path, processes: Crew) -> None:
    apart = Crew(processes._executor, Location("memory://scratch"))
    with pytest.raises(ScratchLost, match=r"memory://scratch/\w+: .* --scratch"):
        audit(load_parts(plan), crew=apart)


def test_a_scratch_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ScratchLost, match="file"), crew_of(scratch=str(tmp_path / "file")):
        pass


def test_a_cluster_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openmutual.audit.hiring.PATIENCE", 1)
    with pytest.raises(ClusterUnreachable, match=r"tcp://127\.0\.0\.1:9"), crew_of(cluster="tcp://127.0.0.1:9"):
        pass


def test_a_cluster_whose_workers_are_all_gone_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster within this process, whose only worker goes at once."""
    from distributed import LocalCluster

    monkeypatch.setattr("openmutual.audit.hiring.PATIENCE", 0.2)
    monkeypatch.setattr("openmutual.audit.crew.LOOK", 0.01)
    with LocalCluster(1, processes=False, dashboard_address=None, silence_logs=50) as cluster:
        address = cluster.scheduler_address
        with crew_of(cluster=address) as crew:
            assert list(crew.each(str, ["there"])) == ["there"]
            cluster.scale(0)
            with pytest.raises(ClusterUnreachable, match="has no workers: start them by 'dask scheduler' and"):
                list(crew.each(str, ["gone", "with the others"]))
        with pytest.raises(ClusterUnreachable, match=address), crew_of(cluster=address):
            pass


def raise_it(error: Any) -> None:
    raise error


def test_an_error_comes_back_from_a_worker_as_it_was(processes: Crew) -> None:
    for error in (PartMissing("plan/blocks-1-9.parquet", "is not there"), ArgumentError("no"), WorkerLost("x")):
        with pytest.raises(OpenMutualError) as caught:
            list(processes.each(raise_it, [error]))
        assert type(caught.value) is type(error)
        assert (str(caught.value), caught.value.__dict__) == (str(error), error.__dict__)


# --- the same ------------------------------------------------------------------------------------------------------


def test_two_processes_come_to_the_same_report(plan: Path, changed: Path, processes: Crew) -> None:
    for folder in (plan, changed):
        assert report(folder, processes) == report(folder, Crew())
    assert report(plan, processes)["findings"] == []
    assert report(changed, processes)["findings"]


def test_two_processes_come_to_the_same_of_volunteers(processes: Crew, tmp_path: Path) -> None:
    append(*lived("serving"), tmp_path / "plan")
    assert report(tmp_path / "plan", processes) == report(tmp_path / "plan", Crew())


def test_a_cluster_comes_to_the_same_report(plan: Path, changed: Path, scheduler: str, tmp_path: Path) -> None:
    with crew_of(cluster=scheduler, scratch=str(tmp_path / "scratch")) as crew:
        for folder in (plan, changed):
            assert report(folder, crew) == report(folder, Crew())
    assert list((tmp_path / "scratch").iterdir()) == []


class Once(str):
    """A file that whoever first comes to it makes, and dies."""

    __slots__ = ()


def die_at_first(file: Once) -> str:
    with ExitStack() as stack:
        try:
            stack.enter_context(Path(file).open("xb"))
        except FileExistsError:
            return f"done after {file}"
        os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def test_what_a_lost_worker_of_a_cluster_had_is_done_by_another(scheduler: str, tmp_path: Path) -> None:
    file = Once(tmp_path / "first")
    with crew_of(cluster=scheduler) as crew:
        assert list(crew.each(die_at_first, [file])) == [f"done after {file}"]
