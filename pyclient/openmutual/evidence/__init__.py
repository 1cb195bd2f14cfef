"""Evidence (证据): sealed for named readers, stored anywhere, and on the chain only a commitment that tells nothing.

A claimant seals files for the panel with :func:`seal` and files the case with the commitment that comes back.
:func:`grant` lets one more reader open them, a juror or an auditor, until the claimant destroys the case key.
:func:`read` opens a bundle, :func:`check` compares it to the chain's commitment, and :func:`verify` sees, without any
key, that the committed bundle is still stored, whole.
"""

from .age import AgeKey
from .case import Opened, Sealed, check, grant, read, seal, verify
from .files import Store
from .keys import reader_hash

__all__ = ["AgeKey", "Opened", "Sealed", "Store", "check", "grant", "read", "reader_hash", "seal", "verify"]
