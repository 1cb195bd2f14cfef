"""Commands that can be typed again: what each sends is kept until its outcome was told, in a folder of the user's."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..codec import to_hex
from ..errors import ChainError, LeftInTheMiddle, OpenMutualError, Refusal, UnexpectedRevert
from ..files import create
from ..protocol import ANYONE
from .console import aside, print_line
from .language import say

if TYPE_CHECKING:
    from ..chain import ChainWorld
    from ..chain.errand import Errand

FOLDER_VARIABLE = "OPENMUTUAL_JOURNALS"
"""The environment variable that may name the folder."""


def home() -> Path:
    """The folder of errands: the one that the environment names, else one in the user's own data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get(FOLDER_VARIABLE) or Path(data) / "openmutual" / "journals")


def errand_of(world: "ChainWorld", words: Any) -> "Errand":
    """The errand of a command, which `words` tell from others; the world writes down in it what it sends."""
    from ..chain.errand import Errand

    errand = Errand(home(), world.node, world.account(ANYONE), words, _tell, world.keyring)
    world.keep(errand)
    return errand


@contextmanager
def running(errand: "Errand") -> Iterator[None]:
    """Take an errand up where it was left.

    It is closed once its outcome was told, a refusal as well, and else left open, which is said: where the file that
    `--json` names cannot be written, a script does not know the outcome, and types the same again.  Whoever stops it by
    Ctrl-C is told so in any case, for they cannot know whether anything was sent.
    """
    try:
        errand.take_up()
        yield
    except (Refusal, UnexpectedRevert):
        errand.close()
        raise
    except KeyboardInterrupt:
        _say_that_it_goes_on()
        raise
    except BaseException:
        if errand.is_open:
            _say_that_it_goes_on()
        raise
    else:
        errand.close()
    finally:
        errand.let_go()


@contextmanager
def unbroken(world: "ChainWorld", words: Any, again: bool) -> Iterator[None]:
    """Let a long run that cannot be taken up halfway begin a second time only if it came to its end, or on demand.

    Args:
        world: the chain that it runs on.
        words: what tells the run from others.
        again: whether to begin anew whatever was left.

    Raises:
        LeftInTheMiddle: an earlier one was stopped.
        ChainError: nothing can be written down.
    """
    from ..chain.errand import writing_down

    genesis = to_hex(world.node.block_hash(0))[2:10]
    mark = home() / f"run-{world.node.chain_id}-{genesis}-{hashlib.sha256(repr(words).encode()).hexdigest()[:16]}"
    with writing_down(mark.parent):
        if again:
            mark.unlink(missing_ok=True)
        try:
            create(mark, b"")
        except FileExistsError:
            raise LeftInTheMiddle(
                "this was begun on this chain and stopped halfway, and cannot go on from there; --again begins anew, "
                "beside what the first run has left"
            ) from None
    try:
        yield
    except KeyboardInterrupt:
        print_line(aside(), say("stopped_halfway"), "yellow")
        raise
    except OpenMutualError as error:
        if not isinstance(error, ChainError) or isinstance(error, UnexpectedRevert):
            mark.unlink()
        raise
    mark.unlink()


def _say_that_it_goes_on() -> None:
    print_line(aside(), say("again"), "yellow")


def _tell(transaction: bytes, is_earlier: bool) -> None:
    words = say("earlier_transaction" if is_earlier else "transaction")
    print_line(aside(), f"{words} {to_hex(transaction)}", "dim")
