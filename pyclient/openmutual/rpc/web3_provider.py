"""The door to a user's own web3: a provider over our transport, and a transport over theirs.

Loaded when somebody asks for it (:attr:`openmutual.chain.ChainWorld.w3`,
:meth:`openmutual.chain.ChainWorld.from_web3`) and by nothing else: importing web3 takes longer than most commands do.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from web3 import Web3
from web3.exceptions import Web3Exception
from web3.providers.base import BaseProvider, JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from ..abi.artifacts import artifact
from ..errors import ChainError, NodeSilent
from ..records import Account
from .transport import Declined, Rpc


class TransportProvider(JSONBaseProvider):
    """A web3 provider that asks through our transport."""

    def __init__(self, rpc: Rpc) -> None:
        super().__init__()
        self._rpc = rpc

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """The node's answer, or its error, as web3 expects it.  Raises ChainError if it does not answer."""
        try:
            return {"jsonrpc": "2.0", "id": 0, "result": self._rpc.ask(method, *params)}
        except Declined as declined:
            error = {"code": declined.code, "message": declined.message, "data": declined.data}
            return {"jsonrpc": "2.0", "id": 0, "error": error}  # type: ignore[typeddict-item]

    def is_connected(self, show_traceback: bool = False) -> bool:  # noqa: ARG002  web3's own signature
        """Whether the node answers."""
        try:
            self._rpc.ask("eth_chainId")
        except ChainError:
            return False
        return True


class Web3Rpc:
    """A line to whatever a user's web3 speaks to: HTTP, a socket, a pipe."""

    def __init__(self, provider: BaseProvider) -> None:
        self._provider = provider
        # The address in a provider may carry a password or an access key.
        self.host = f"the given {type(provider).__name__}"

    def ask(self, method: str, *parameters: Any, is_heavy: bool = False) -> Any:  # noqa: ARG002  never asked again
        """The answer to one question.  Raises Declined, ChainError."""
        answer = next(self.ask_all(method, [parameters]))
        if isinstance(answer, Declined):
            raise answer
        return answer

    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """The answers in order, asked one by one.  Raises ChainError."""
        for parameters in each:
            try:
                told = self._provider.make_request(RPCEndpoint(method), list(parameters))
            except (OSError, ValueError, Web3Exception) as error:
                raise NodeSilent(f"no chain answers at {self.host} ({type(error).__name__})") from None
            yield self._declined(told["error"]) if "error" in told else told["result"]

    def _declined(self, error: Any) -> Declined:
        if not isinstance(error, dict):
            return Declined(self.host, 0, str(error), None)
        return Declined(self.host, error.get("code", 0), str(error.get("message", "")), error.get("data"))


def web3_over(rpc: Rpc) -> Web3:
    """A web3 that asks through a line of ours."""
    return Web3(TransportProvider(rpc))


def web3_contract(w3: Web3, name: str, address: Account) -> Any:
    """A shipped contract at an address, as web3 has it, with its ABI."""
    return w3.eth.contract(address=Web3.to_checksum_address(address), abi=artifact(name).abi)


def provider_of(w3: Web3 | BaseProvider) -> BaseProvider:
    """The provider of a web3, or the provider itself."""
    return w3.provider if isinstance(w3, Web3) else w3


def tester_backend(provider: BaseProvider) -> Any:
    """The chain backend of eth-tester's provider, which speaks no JSON-RPC; None for every other provider."""
    return getattr(getattr(provider, "ethereum_tester", None), "backend", None)


def web3_on_tester(backend: Any) -> Web3:
    """A web3 on a chain of eth-tester's."""
    from eth_tester import EthereumTester  # type: ignore[import-untyped]
    from web3 import EthereumTesterProvider

    return Web3(EthereumTesterProvider(EthereumTester(backend)))
