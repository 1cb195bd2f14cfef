"""What a project of one's own knows by name: networks, accounts and plans, in `openmutual.toml` and beside it."""

from .deployments import Deployments, entry_of
from .project import Network, Project

__all__ = ["Deployments", "Network", "Project", "entry_of"]
