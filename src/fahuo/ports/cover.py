"""What a carrier must answer about cover (保价): sell it for a label that it sold, and pay the premium back.

Not every carrier can be asked. A plug-in whose client lacks these methods says so by it (`insurer()` gives None); one that speaks for several
carriers refuses for those that sell none (code "no_cover"). Either way the parcel says that it is not covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

# The codes that fahuo understands; whatever else a carrier says is shown in its own words.
NO_COVER = "no_cover"  # it sells none
VALUE_TOO_HIGH = "value_too_high"
GOODS_NOT_COVERED = "goods_not_covered"
NUMBER_UNKNOWN = "number_unknown"  # it sold no such label, or took it back
POLICY_UNKNOWN = "policy_unknown"
ALREADY_MOVING = "already_moving"  # it has the parcel: nothing is paid back any more
REFUSALS = (NO_COVER, VALUE_TOO_HIGH, GOODS_NOT_COVERED, NUMBER_UNKNOWN, POLICY_UNKNOWN, ALREADY_MOVING)


@dataclass(frozen=True)
class CoverRequest:
    """Cover for one label. `key` makes it one policy however often it is asked."""

    key: str
    service: str  # the carrier's code of the service
    carrier: str
    number: str  # of the label
    reference: str  # our number of the parcel
    value_minor: int  # that is to be covered
    currency: str
    quoted_minor: int  # what our rate card says that it costs, in `currency`
    goods: tuple[str, ...] = ()  # attributes: battery, liquid, fragile ...


@dataclass(frozen=True)
class CoverReturn:
    """The premium is asked back. `key` makes it one however often it is asked."""

    key: str
    service: str
    carrier: str
    policy: str


@dataclass(frozen=True)
class Policy:
    """What was bought, and what it really cost. `bought_at` is ISO 8601 with its offset."""

    number: str
    covered_minor: int
    premium_minor: int
    currency: str
    bought_at: str


@dataclass(frozen=True)
class Refund:
    """What was paid back. `refunded_at` is ISO 8601 with its offset."""

    policy: str
    refunded_minor: int
    currency: str
    refunded_at: str


@runtime_checkable
class Insurer(Protocol):
    """A carrier's cover. Every method may raise Refused, Unanswered or Denied (answers.py), and nothing else on purpose."""

    def buy_cover(self, request: CoverRequest) -> Policy:
        """Cover a label. The same key again gives the same policy and costs nothing; Unanswered says nothing of whether it was bought."""
        ...

    def return_cover(self, request: CoverReturn) -> Refund:
        """Give a policy back. Refused (code "already_moving") once the carrier has the parcel. The same key again gives the same refund."""
        ...


def insurer(client: object) -> Insurer | None:
    """The client, if its plug-in can buy cover."""
    return client if isinstance(client, Insurer) else None
