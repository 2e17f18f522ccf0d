"""Cover of parcels: what people say of it, and the policies that are bought and given back. Each verb runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Concat

from fahuo.ports.cover import Policy as Bought
from fahuo.ports.cover import Refund
from fahuo.records.copy import execute
from fahuo.steps.goods.models import Parcel
from fahuo.steps.methods.models import Cover, OwnCover, Policy


def part_of(parcel: Parcel) -> int:
    """Its place among the parcels of its order, counted from 1, as the planner counts."""
    return Parcel.objects.filter(order_id=parcel.order_id, pk__lte=parcel.pk).count()


def own_cover(parcel: Parcel) -> OwnCover | None:
    """What a person said of the parcel."""
    return OwnCover.objects.filter(order_id=parcel.order_id, part=part_of(parcel)).first()


def say(parcel: Parcel, covers: bool, value_minor: int | None, by: str, now: datetime) -> None:
    """Keep a person's word; it takes the place of an earlier one."""
    said = {"covers": covers, "value_minor": value_minor if covers else None, "by": by, "at": now}
    OwnCover.objects.update_or_create(order_id=parcel.order_id, part=part_of(parcel), defaults=said)


def unsay(parcel: Parcel) -> bool:
    """Forget a person's word. False where there was none."""
    return bool(OwnCover.objects.filter(order_id=parcel.order_id, part=part_of(parcel)).delete()[0])


def covers_of(parcel_id: int) -> dict[int, Cover]:
    """What covering the parcel costs, by service; empty where it is not to be covered."""
    return {row.service_id: row for row in Cover.objects.filter(parcel_id=parcel_id).select_related("service")}


def premiums(parcel_ids: Iterable[int]) -> dict[int, int]:
    """What the planned cover of each of these parcels costs, in the merchant's currency; none where it was refused or the premium paid back."""
    rows = Cover.objects.filter(parcel_id__in=list(parcel_ids), chosen=True, reason=None, home_minor__gt=0)
    rows = rows.exclude(parcel__policy__failure__isnull=False).exclude(parcel__policy__refunded_minor__isnull=False)
    return dict(rows.values_list("parcel_id", "home_minor"))


def policies(parcel_ids: Iterable[int]) -> dict[int, Policy]:
    """The policy of each of these parcels, where one was asked for."""
    return {row.parcel_id: row for row in Policy.objects.filter(parcel_id__in=list(parcel_ids)).select_related("service")}


def ask(parcel_ids: list[int], now: datetime) -> int:
    """Store the wish for the planned cover of parcels whose label was bought. Returns how many wishes are new."""
    # the key stays with the wish: however often the call is made, the carrier sells one policy
    return execute(
        """INSERT INTO methods_policy (parcel_id, merchant_id, service_id, key, value_minor, premium_minor, currency, asked_at, return_by)
           SELECT c.parcel_id, p.merchant_id, c.service_id, 'cover-' || p.id || '-' || md5(p.id || %s), c.covered_minor, c.premium_minor,
                  c.currency, %s, ''
           FROM methods_cover c JOIN goods_parcel p ON p.id = c.parcel_id
           JOIN methods_label l ON l.parcel_id = p.id AND l.service_id = c.service_id AND l.tracking_number IS NOT NULL
           WHERE c.chosen AND c.reason IS NULL AND c.covered_minor > 0 AND c.parcel_id = ANY(%s)
           ON CONFLICT (parcel_id) DO NOTHING""",
        [str(now.timestamp()), now, parcel_ids],
    )


def ask_again(merchant_id: int, parcel_ids: list[int], now: datetime) -> list[int]:
    """A refused cover is wished for anew, under its own key: nothing was sold. Returns the parcels."""
    refused = Policy.objects.filter(merchant_id=merchant_id, parcel__in=parcel_ids).exclude(failure=None)
    ids = list(refused.values_list("parcel_id", flat=True))
    refused.update(asked_at=now, answered_at=None, failure=None, return_asked_at=None, return_key=None, return_by="")
    return ids


def owed(merchant_id: int, limit: int) -> list[Policy]:
    """Policies that were asked for and not answered."""
    rows = Policy.objects.filter(merchant_id=merchant_id, answered_at=None)
    return list(rows.select_related("service", "parcel__label").order_by("parcel_id")[:limit])


def answer(row: Policy, bought: Bought | None, failure: str | None, now: datetime) -> bool:
    """Settle a carrier's answer. False where it was settled before."""
    found = Policy.objects.filter(pk=row.pk, key=row.key, answered_at=None)
    if bought is None:
        return bool(found.update(failure=(failure or "?")[:300], answered_at=now))
    kept = {"number": bought.number, "covered_minor": bought.covered_minor, "charged_minor": bought.premium_minor}
    return bool(found.update(**kept, charged_currency=bought.currency, failure=None, answered_at=now))


def give_back(merchant_id: int, parcel_ids: list[int], by: str, now: datetime) -> list[int]:
    """Store the wish to have premiums back, of policies that were bought or are being bought. Returns the parcels whose wish is new.

    A policy whose purchase is not answered yet is bought first, under its key: nobody knows whether the carrier has sold it.
    """
    wanted = Policy.objects.select_for_update().filter(merchant_id=merchant_id, parcel__in=parcel_ids, failure=None, refunded_minor=None)
    fresh = [row.pk for row in wanted.order_by("parcel_id") if row.return_asked_at is None or row.return_failure is not None]
    told = {"return_asked_at": now, "return_by": by, "return_answered_at": None, "return_failure": None}
    Policy.objects.filter(pk__in=fresh).update(
        **told, return_key=Concat(Value("back-"), F("key"))
    )  # one return a policy, however often it is asked
    return fresh


def returns_owed(merchant_id: int, limit: int) -> list[Policy]:
    """Policies that are to be given back and are not yet."""
    rows = Policy.objects.filter(merchant_id=merchant_id, return_answered_at=None)
    return list(rows.exclude(return_asked_at=None).exclude(number=None).select_related("service", "parcel").order_by("parcel_id")[:limit])


def returned(row: Policy, refund: Refund | None, failure: str | None, now: datetime) -> bool:
    """Settle a carrier's answer to a return. False where it was settled before."""
    found = Policy.objects.filter(pk=row.pk, return_key=row.return_key, return_answered_at=None)
    paid = refund.refunded_minor if refund else None
    return bool(found.update(refunded_minor=paid, return_failure=None if refund else (failure or "?")[:300], return_answered_at=now))
