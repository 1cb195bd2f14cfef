"""The notebook of the documentation: executed, and what it shows.

`python -m tests.docs.notebook` executes it anew and writes down what it shows now.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbclient import NotebookClient

from deploy.toolchain import ROOT

FILE = ROOT / "docs" / "notebooks" / "xianghubao-first-year.ipynb"


def read() -> Any:
    """The notebook as it is kept, with what it shows."""
    return nbformat.read(FILE, as_version=4)


def executed() -> Any:
    """The notebook, run from top to bottom in a fresh process.  Raises CellExecutionError."""
    notebook = read()
    for cell in notebook.cells:
        cell.get("outputs", []).clear()
    return NotebookClient(notebook, timeout=120, record_timing=False, kernel_name="python3").execute()


def shown(notebook: Any) -> list[list[str]]:
    """What each cell shows, as text."""
    return [
        [output.get("text") or output["data"]["text/plain"] for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


if __name__ == "__main__":
    made = executed()
    for each in made.cells:
        each.metadata = {}
    nbformat.write(made, FILE)
