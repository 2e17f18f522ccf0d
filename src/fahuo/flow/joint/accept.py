"""Take a way that was found, and take orders apart again until the label is asked for."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.words import Happening, minor_units
from fahuo.flow import chain
from fahuo.flow.joint.compare import as_planned, same_parcels
from fahuo.flow.joint.look import digest_of
from fahuo.flow.joint.told import Told, going_as, linked, sendings_frame
from fahuo.flow.prepare import lock_open, plan_again, take_back
from fahuo.flow.said import NotPossible
from fahuo.records import ledger
from fahuo.records.clock import today
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import Suggestion
from fahuo.steps.orders import frames as rows
from fahuo.steps.orders import joining
from fahuo.steps.orders import service as orders

OLD = NotPossible("these orders have changed since: look again", "订单已有变化，请重新查找")


class _Differs(Exception):
    """What would be planned is not what was shown."""

    def __init__(self, planned: Told) -> None:
        super().__init__()
        self.planned = planned


def accept(merchant: Merchant, suggestion_id: int, way_no: int, by: str, now: datetime) -> list[int]:
    """Send the orders in a way that was found. Returns the orders that carry the goods now.

    Where the parcels would not be those that were shown - the last box of a size went elsewhere, a price is new - nothing is changed but the
    suggestion, which then shows what they would be; NotPossible says so with the money.
    """
    try:
        with transaction.atomic():
            return _accept(merchant, suggestion_id, way_no, by, now)
    except _Differs as found:
        _tell_anew(merchant, suggestion_id, way_no, found.planned)
        money = {
            name: f"{found.planned[f'{name}_minor'] / 10 ** minor_units(merchant.currency):,.2f} {merchant.currency}"
            for name in ("total", "saves")
        }
        raise NotPossible(
            "boxes or prices have changed since: the parcels would cost {total} now and save {saves}. Nothing was changed; accept again to have "
            "it so".format(**money),
            "箱子或价格已有变化：现在总费用为 {total}，节省 {saves}。尚未更改，如同意请再次点击采用".format(**money),
        ) from None


def _accept(merchant: Merchant, suggestion_id: int, way_no: int, by: str, now: datetime) -> list[int]:
    kept = Suggestion.objects.select_for_update().filter(merchant=merchant, pk=suggestion_id, accepted_at=None).first()
    if kept is None or not 0 <= way_no < len(kept.ways):
        raise OLD
    ids, way = list(kept.orders), kept.ways[way_no]
    if lock_open(merchant, ids) != ids or joining.joined(ids) or digest_of(rows.allocations(ids)) != kept.digest:
        raise OLD
    take_back(merchant, ids)
    going, groups = [], linked(way["sendings"], ids)
    for group in groups:
        shifts = {group[0]: 0}
        for guest in group[1:]:
            shifts[guest] = joining.join(merchant.pk, group[0], guest, by, now)
        going.append(going_as(way["sendings"], shifts))
    hosts = [host.order_id for host in going]
    joining.send(sendings_frame([row for host in going for row in host.rows]), hosts)
    told = ledger.events(
        merchant.pk, pl.DataFrame({"order_id": ids}), Happening.NOTED, now, by, {"joint": kept.pk, "saves": way["saves_minor"]}
    )
    ledger.record(told)
    let_go = [host for host, group in zip(hosts, groups, strict=True) if orders.approved(group)]
    if let_go:  # a person let one of them go already: the rule that held it does not hold them again
        ledger.record(ledger.events(merchant.pk, pl.DataFrame({"order_id": let_go}), Happening.APPROVED, now, by))
    plan_again(merchant, hosts, on=today(now), now=now, actor=by)
    ledger.project(hosts)
    planned = as_planned(merchant, way, going)
    if not same_parcels(way, planned):
        raise _Differs(planned)
    kept.accepted_at, kept.accepted_by, kept.accepted_way = now, by, way_no
    kept.save(update_fields=["accepted_at", "accepted_by", "accepted_way"])
    return hosts


def _tell_anew(merchant: Merchant, suggestion_id: int, way_no: int, planned: Told) -> None:
    """Keep in the suggestion what a way would be now; without it where it would save nothing any more."""
    with transaction.atomic():
        kept = Suggestion.objects.select_for_update().filter(merchant=merchant, pk=suggestion_id, accepted_at=None).first()
        if kept is None or way_no >= len(kept.ways):
            return
        kept.ways[way_no] = planned
        kept.saves_minor = max(way["saves_minor"] for way in kept.ways)
        kept.save(update_fields=["ways", "saves_minor"])


@transaction.atomic
def decline(merchant: Merchant, suggestion_id: int, by: str, now: datetime) -> list[int]:
    """Send the orders as they are planned; they are not suggested again while nothing has changed. Returns the orders."""
    kept = Suggestion.objects.select_for_update().filter(merchant=merchant, pk=suggestion_id, accepted_at=None).first()
    if kept is None:
        raise OLD
    kept.accepted_at, kept.accepted_by = now, by  # without a way: as planned
    kept.save(update_fields=["accepted_at", "accepted_by"])
    chain.wake_labels(merchant)
    return list(kept.orders)


@transaction.atomic
def take_apart(merchant: Merchant, order_id: int, by: str, now: datetime) -> list[int]:
    """An order that was joined or sent in a way of its own is planned by itself again, and so are those that it travelled with."""

    def travelling() -> tuple[bool, int, list[int]]:
        joined = joining.of_order(order_id)
        host = joined[0].host_id if joined else order_id
        return bool(joined), host, sorted({host, *(j.guest_id for j in joining.of_order(host))})

    ledger.lock(travelling()[2])
    joined, host, ids = travelling()  # another person may have taken them apart before it was our turn
    if lock_open(merchant, [host]) != [host]:
        raise NotPossible(
            "a label was asked for, or it is being picked or packed: it can no longer be taken apart",
            "已申请面单，或正在拣货打包，不能再拆开",
        )
    if not joined and not joining.own_way(host):
        raise NotPossible("this order is sent as planned: there is nothing to take apart", "该订单按系统方案发货，无需拆开")
    take_back(merchant, [host])
    guests = joining.part(host, by, now)
    joining.send(sendings_frame([]), [host])
    ledger.record(ledger.events(merchant.pk, pl.DataFrame({"order_id": ids}), Happening.NOTED, now, by, {"joint": None}))
    Suggestion.objects.filter(merchant=merchant, orders__overlap=ids, undone_at=None).exclude(accepted_at=None).update(undone_at=now)
    plan_again(merchant, sorted({host, *guests}), on=today(now), now=now, actor=by)
    return sorted({host, *guests})
