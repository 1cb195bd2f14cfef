"""Who holds which power in a plan that is about to be deployed."""

from dataclasses import replace

from ..errors import ArgumentError
from ..protocol import ANYONE
from ..records import NOBODY, Account, Roles, Terms
from .world import ChainWorld


def fill_roles(world: ChainWorld, terms: Terms, given: Roles) -> Roles:
    """The roles as given; those left over go to made-up accounts on a local chain, and to nobody on a real one.

    Whoever sends what needs nobody in particular runs a plan for which no operator is given.  An attestor is never
    made up: one that is there shuts everybody out who has no word of theirs.

    Raises:
        ArgumentError: the panel has more seats, or fewer, or somebody sits on two.
    """
    local, seats = world.node.is_local, terms.assessors
    assessors = given.assessors
    if local and not assessors:
        assessors = tuple(world.account(f"assessor-{number + 1}") for number in range(seats))
    if len(assessors) != seats or len(set(assessors)) != seats:
        raise ArgumentError(f"the panel has {seats} seats; name as many assessors, all different")
    return replace(
        given,
        operator=given.operator or world.account("operator" if local else ANYONE),
        assessors=assessors,
        supervisor=given.supervisor or _made_up(world, "supervisor"),
        sponsor=given.sponsor or _made_up(world, "sponsor"),
    )


def _made_up(world: ChainWorld, name: str) -> Account:
    return world.account(name) if world.node.is_local else NOBODY
