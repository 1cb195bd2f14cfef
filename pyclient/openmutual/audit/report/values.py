"""How values are written in a report: each type with the form that its JSON keeps to."""

from typing import Annotated

from pydantic import Field

Money = Annotated[str, Field(pattern=r"^(-?[0-9]+(\.[0-9]+)?)?$")]
Moment = Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$")]
Seconds = int
Hex = Annotated[str, Field(pattern=r"^(0x[0-9a-fA-F]*)?$")]
