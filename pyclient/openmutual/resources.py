"""Data that ships inside the package: read by its path below `data/`, and YAML of our own loaded safely."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any


def resource(*path: str) -> Traversable:
    """A packaged file or folder, by its path below `data/`."""
    return files("openmutual").joinpath("data", *path)


def read_text(*path: str) -> str:
    """The text of a packaged file."""
    return resource(*path).read_text(encoding="utf-8")


def read_yaml(*path: str) -> Any:
    """What a packaged YAML file says.  Files that people write are read by :mod:`openmutual.plans.document` instead."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(read_text(*path))
