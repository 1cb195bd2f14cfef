"""People with keys, a storage in a folder, and a case that one of them has sealed."""

from pathlib import Path

import pytest

from openmutual.evidence import AgeKey, Sealed, Store, seal
from openmutual.evidence.age import new_key

FILES = {"诊断证明.pdf": b"%PDF carcinoma", "bill 1.txt": b"12,000.00"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(str(folder))


@pytest.fixture(scope="session")
def assessor() -> AgeKey:
    return new_key()


@pytest.fixture(scope="session")
def juror() -> AgeKey:
    return new_key()


@pytest.fixture
def sealed(store: Store, assessor: AgeKey) -> Sealed:
    return seal(FILES, [assessor.public], store)
