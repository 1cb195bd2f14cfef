"""Whether the code on the chain is the code that the shipped sources compile to, and what the currency can do."""

from .check import check_code as check_code
