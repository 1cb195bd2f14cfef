"""Who holds which power in a plan that is about to be deployed."""

from contextlib import suppress
from dataclasses import replace

from ..errors import ArgumentError, ChainError
from ..protocol import ANYONE
from ..records import NOBODY, Account, Roles, Terms
from .world import ChainWorld


def fill_roles(world: ChainWorld, terms: Terms, given: Roles) -> Roles:
    """The roles as given; those left over go to made-up accounts where the chain is a toy on which any name has one.

    Elsewhere nobody supervises or sponsors, and whoever sends what needs nobody in particular runs the plan.  An
    attestor is never made up: one that is there shuts everybody out who has no word of theirs.

    Raises:
        ArgumentError: the panel has more seats, or fewer, or somebody sits on two.
    """
    seats = terms.assessors
    made_up = (_made_up(world, f"assessor-{number + 1}") for number in range(seats))
    assessors = given.assessors or tuple(account for account in made_up if account != NOBODY)
    if len(assessors) != seats or len(set(assessors)) != seats:
        raise ArgumentError(f"the panel has {seats} seats; name as many assessors, all different")
    return replace(
        given,
        operator=given.operator or _made_up(world, "operator") or world.account(ANYONE),
        assessors=assessors,
        supervisor=given.supervisor or _made_up(world, "supervisor"),
        sponsor=given.sponsor or _made_up(world, "sponsor"),
    )


def _made_up(world: ChainWorld, name: str) -> Account:
    if world.node.is_local:
        with suppress(ChainError):  # only those who were handed in have an account
            return world.account(name)
    return NOBODY
