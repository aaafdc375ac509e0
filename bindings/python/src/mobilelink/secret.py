"""What must not be printed by accident."""

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class Secret:
    """A password, token or PIN. It prints as `Secret(…)`, also inside what holds it."""

    exposed: str
    """The text itself, for the one place that shows or sends it."""

    def __repr__(self) -> str:
        return "Secret(…)"
