"""Release: what goes to the floor, what does not and why; orders that are being picked keep their plan."""

from __future__ import annotations

import pytest

from fahuo.core.goods.picking.queue import Rules
from fahuo.core.goods.picking.tables import USUAL, Limits
from fahuo.core.words import PickForm
from fahuo.flow import verbs
from fahuo.flow.floor.picks import take_off
from fahuo.flow.floor.queue import read_queue
from fahuo.flow.floor.release import release, within
from fahuo.records.models import Holding, Merchant
from fahuo.steps.goods.models import ListedParcel, Parcel, Pick, PickList, Wave
from fahuo.steps.methods.cutoffs import set_cut_offs
from fahuo.steps.methods.models import Label
from tests.flow.floor.hall import LATER, hall, own_parcels
from tests.scene import stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return hall()


@pytest.mark.parametrize("form", list(PickForm))
def test_every_parcel_is_on_lists_once_with_all_its_pieces(merchant: Merchant, form: PickForm) -> None:
    done = release(merchant, None, form, "li", LATER)
    parcels = own_parcels(merchant)
    assert done.parcels == len(parcels) == ListedParcel.objects.count() and done.refusals.is_empty()
    for parcel in parcels:
        assert sum(p.quantity for p in Pick.objects.filter(parcel=parcel)) == parcel.pieces
    assert set(done.lists) == set(PickList.objects.values_list("pk", flat=True))
    assert Wave.objects.filter(form=form, released_by="li").count() >= 1
    for row in PickList.objects.all():
        walks = [(p.bin.walk, p.bin.code) for p in Pick.objects.filter(list=row).select_related("bin").order_by("seq")]
        assert walks == sorted(walks)
    # again: nothing is left
    again = release(merchant, None, form, "li", LATER)
    assert (again.lists, again.parcels) == ([], 0)
    assert set(release(merchant, [parcels[0].pk], form, "li", LATER).refusals["code"]) == {"pick_listed"}


def test_what_is_blocked_says_why_and_stays(merchant: Merchant) -> None:
    parcels = own_parcels(merchant)
    Label.objects.filter(parcel=parcels[0]).update(tracking_number=None)
    done = release(merchant, [parcels[0].pk, parcels[1].pk], PickForm.CLUSTER, "li", LATER)
    assert done.parcels == 1
    assert done.refusals.select("parcel_id", "code").rows() == [(parcels[0].pk, "pick_unlabelled")]
    Merchant.objects.filter(pk=merchant.pk).update(labels_first=False)
    merchant.refresh_from_db()
    assert release(merchant, [parcels[0].pk], PickForm.CLUSTER, "li", LATER).parcels == 1


def test_pieces_that_lie_nowhere_are_told_with_the_product(merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    sku = parcel.placements.first().product.sku
    Holding.objects.filter(bin__warehouse=parcel.warehouse, product__sku=sku).delete()
    done = release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER)
    assert done.parcels == 0 and done.refusals["code"].to_list() == ["pick_not_in_bins"]
    assert f'"sku": "{sku}"' in done.refusals["values"][0]


def test_a_parcel_that_lacks_one_product_leaves_the_others_to_those_behind_it() -> None:
    merchant = hall(40)
    release(merchant, None, PickForm.CLUSTER, "li", LATER)
    shared = {}
    for pick in Pick.objects.order_by("pk"):
        shared.setdefault((pick.product_id, pick.bin_id), []).append(pick)
    first, second = next(
        v[:2] for v in shared.values() if len({p.parcel_id for p in v}) > 1 and len(set(v[0].parcel.picks.values_list("product"))) > 1
    )
    take_off(merchant, [p.pk for p in own_parcels(merchant)], LATER)
    # one parcel's other product vanishes, and of the shared one just enough is left for the other parcel
    other = first.parcel.picks.exclude(product=first.product_id).first()
    Holding.objects.filter(product=other.product_id, bin__warehouse=first.parcel.warehouse_id).delete()
    need = sum(p.quantity for p in second.parcel.picks.filter(product=second.product_id))
    Holding.objects.filter(product=first.product_id, bin=first.bin_id).update(quantity=need)
    done = release(merchant, [first.parcel_id, second.parcel_id], PickForm.CLUSTER, "li", LATER)
    if other.product_id not in set(second.parcel.picks.values_list("product_id", flat=True)):
        assert list(ListedParcel.objects.values_list("parcel_id", flat=True)) == [second.parcel_id], done


def test_rules_and_cut_offs_choose(merchant: Merchant) -> None:
    from datetime import time

    parcels = own_parcels(merchant)
    service = Label.objects.get(parcel=parcels[0]).service_id
    set_cut_offs(merchant.pk, service, None, list(range(7)), time(14, 0), "Asia/Shanghai")  # it is 13:00 there
    rows = read_queue(merchant, Rules(within_h=2), LATER).parcels
    soon = set(rows.filter("fits")["parcel_id"])
    assert soon == set(Label.objects.filter(service=service, parcel__in=parcels).values_list("parcel_id", flat=True))
    assert rows["hours_left"][0] == 1.0 and rows["parcel_id"][0] in soon
    done = release(merchant, None, PickForm.WAVE, "li", LATER, Rules(within_h=2))
    assert done.parcels == len(soon)
    assert Wave.objects.filter(departs_at__isnull=False).count() == Wave.objects.count() >= 1


def test_an_order_that_is_being_picked_keeps_its_plan(merchant: Merchant) -> None:
    Merchant.objects.filter(pk=merchant.pk).update(labels_first=False)
    merchant.refresh_from_db()
    parcel = own_parcels(merchant)[0]
    Label.objects.filter(parcel=parcel).delete()
    release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER)
    assert verbs.plan_again(merchant, [parcel.order_id], "li", LATER) == 0
    assert Parcel.objects.filter(pk=parcel.pk).exists()
    assert take_off(merchant, [parcel.pk], LATER) == 1
    assert verbs.plan_again(merchant, [parcel.order_id], "li", LATER) == 1


def test_a_cancelled_order_leaves_its_lists(merchant: Merchant) -> None:
    parcel = own_parcels(merchant)[0]
    release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER)
    Label.objects.filter(parcel__order=parcel.order_id).delete()
    verbs.cancel(merchant, [parcel.order_id], "li", LATER)
    assert not ListedParcel.objects.exists() and not Pick.objects.filter(dropped_at=None).exists()
    assert set(release(merchant, [parcel.pk], PickForm.SINGLE, "li", LATER).refusals["code"]) == {"pick_cancelled"}


def test_a_stranger_releases_nothing(merchant: Merchant) -> None:
    other = stranger()
    assert release(other, [p.pk for p in own_parcels(merchant)], PickForm.SINGLE, "x", LATER).parcels == 0
    assert take_off(other, [p.pk for p in own_parcels(merchant)], LATER) == 0


def test_limits_as_said() -> None:
    assert within(USUAL[PickForm.CLUSTER], parcels=3, pieces=None, weight_g=0) == Limits(parcels=3)
