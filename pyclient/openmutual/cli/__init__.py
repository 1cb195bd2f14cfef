"""The command line: each command parses, calls one function of the package, and prints."""

from .app import app

__all__ = ["app"]
