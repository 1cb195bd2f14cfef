"""`python -m openmutual` is the command `openmutual`."""

from .cli import app

if __name__ == "__main__":
    app(prog_name="openmutual")
