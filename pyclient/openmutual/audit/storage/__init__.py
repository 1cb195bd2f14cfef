"""What every slot of a plan's contracts must hold, and whether it does."""

from .check import check_state as check_state
from .expected import expected_storage as expected_storage
