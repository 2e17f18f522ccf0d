"""Cover as the pages show it: what was planned with a pencil, what was bought, what may still be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fahuo.console.offers import rates_of
from fahuo.console.templatetags.shown import sentence
from fahuo.core.methods.derive import Working
from fahuo.core.methods.derive_cover import cover_steps, same_again
from fahuo.core.methods.insure import Cover as Offered
from fahuo.core.methods.insure import cover
from fahuo.core.methods.shown import money
from fahuo.core.words import STILL_HERE
from fahuo.records.models import Event, Merchant
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods import covers, queries
from fahuo.steps.methods.models import Cover, OwnCover, Policy

STATES = {
    "owed": gettext_lazy("being bought"),
    "bought": gettext_lazy("covered"),
    "refused": gettext_lazy("refused"),
    "returning": gettext_lazy("premium asked back"),
    "returned": gettext_lazy("premium paid back"),
    "return_refused": gettext_lazy("premium not paid back"),
}
MOODS = {"bought": "go", "refused": "need", "return_refused": "need", "owed": "wait", "returning": "wait"}


@dataclass(frozen=True)
class CoverShown:
    """The cover of one parcel."""

    planned: Cover | None  # with the chosen service
    why_not: str  # the planned service cannot cover it
    steps: list[Working]
    same: bool  # the premium comes out again from what was kept
    own: OwnCover | None
    policy: Policy | None
    offered: Offered | None  # what the chosen service would ask, where nothing is planned
    may_say: bool  # no label was asked for
    here: bool  # no carrier has it

    @property
    def state(self) -> str:
        return state_of(self.policy) if self.policy else ""

    @property
    def mood(self) -> str:
        return MOODS.get(self.state, "")

    @property
    def word(self) -> Any:
        return STATES.get(self.state, "")

    @property
    def more_minor(self) -> int | None:
        """What was charged above the planned premium; negative: below it. None where both cannot be compared."""
        return more_of(self.policy) if self.policy else None

    @property
    def may_return(self) -> bool:
        return self.here and self.state in ("owed", "bought", "return_refused")


def state_of(row: Policy) -> str:
    """Where a policy stands, from what happened to it; a key of STATES."""
    if row.failure is not None:
        return "refused"
    if row.refunded_minor is not None:
        return "returned"
    if row.return_failure is not None:
        return "return_refused"
    if row.return_asked_at is not None:
        return "returning"
    return "owed" if row.number is None else "bought"


def more_of(row: Policy) -> int | None:
    """What was charged above the planned premium."""
    return row.charged_minor - row.premium_minor if row.charged_minor is not None and row.charged_currency == row.currency else None


def cover_shown(merchant: Merchant, parcel: Parcel) -> CoverShown:
    """The cover of a parcel."""
    planned = next((row for row in covers.covers_of(parcel.pk).values() if row.chosen), None)
    label, policy = queries.labels([parcel.pk]).get(parcel.pk), covers.policies([parcel.pk]).get(parcel.pk)
    told = Event.objects.filter(order_id=parcel.order_id, parcel_id=parcel.pk).exclude(kind__in=[kind.value for kind in STILL_HERE])
    good = planned is not None and planned.reason is None
    row = model_to_dict(planned) if planned and good else {}
    return CoverShown(
        planned=planned,
        why_not=_why_not(planned) if planned and not good else "",
        steps=cover_steps(row, merchant.currency) if good else [],
        same=same_again(row) if good else True,
        own=covers.own_cover(parcel),
        policy=policy,
        offered=_offered(merchant, parcel) if planned is None and label is None else None,
        may_say=label is None,
        here=not told.exists(),
    )


def _why_not(planned: Cover) -> str:
    values = {"service": planned.service.code, "rule": planned.rule, "currency": planned.value_currency}
    pricing = queries.pricing(planned.parcel_id)
    return sentence(planned.reason or "", values | {"on": pricing.on.isoformat() if pricing else None})


def _offered(merchant: Merchant, parcel: Parcel) -> Offered | None:
    """What covering the goods would cost with the chosen service, by the card that priced the parcel."""
    offer, pricing = queries.chosen([parcel.pk]).get(parcel.pk), queries.pricing(parcel.pk)
    rates = rates_of(merchant, parcel)
    if offer is None or pricing is None or pricing.value_minor <= 0 or offer.service_id not in rates.service_ids:
        return None
    service = rates.services[rates.row(offer.service_id)]
    card = next((c for c in service.cards if service.card_code(c) == offer.card), None)
    return cover(card, pricing.value_minor, pricing.currency, rates, merchant.currency) if card else None


def said_of(data: dict[str, Any]) -> str:
    """A note of the ledger about cover, in the language of who reads it; empty where it is about something else."""
    words = {
        "covered": _("%(parcel)s is to be covered"),
        "uncovered": _("%(parcel)s is not to be covered"),
        "as_ruled": _("%(parcel)s is covered as the rules say"),
        "bought": _("%(parcel)s is covered: policy %(policy)s, %(covered)s for %(premium)s"),
        "refused": _("%(parcel)s is not covered, the carrier says: %(said)s"),
        "asked_again": _("Cover of %(parcel)s asked for again"),
        "let_go": _("%(parcel)s goes uncovered"),
        "return_asked": _("Premium of %(parcel)s asked back"),
        "refunded": _("Premium of %(parcel)s paid back: %(premium)s (policy %(policy)s)"),
        "return_refused": _("Premium of %(parcel)s not paid back, the carrier says: %(said)s"),
    }
    text = words.get(str(data.get("cover") or ""))
    if text is None:
        return ""
    said = text % {name: data.get(name, "–") for name in ("parcel", "policy", "covered", "premium", "said")}
    return f"{said}: {money(data['value_minor'], data['currency'], True)}" if data.get("value_minor") else said
