"""A webhook: each notice is handed to an address of the user's as JSON."""

from ..errors import ChainError
from .notices import Notice

PATIENCE = 10
"""Seconds to wait for an answer."""


class Webhook:
    """An address that takes notices.

    Args:
        url: where to; it may hold a secret, so it is never shown.
        ledger: the plan they are about.
    """

    def __init__(self, url: str, ledger: str) -> None:
        self._url, self._ledger = url, ledger

    def tell(self, notice: Notice) -> None:
        """Hand a notice over.  Raises ChainError if nobody takes it."""
        import requests

        try:
            # Nobody reads what it answers, which may be long, or never end.
            with requests.post(
                self._url, json={"ledger": self._ledger} | notice.to_json(), timeout=PATIENCE, stream=True
            ) as answer:
                is_taken, code = answer.ok, answer.status_code
        except requests.RequestException as error:
            raise ChainError(f"the webhook does not answer: {type(error).__name__}") from None
        if not is_taken:
            raise ChainError(f"the webhook answers {code}")
