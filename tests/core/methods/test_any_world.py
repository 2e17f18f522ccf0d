"""Any services and any parcels: the judge finds nothing; order and company of the rows do not matter; the words lead to the figures."""

from __future__ import annotations

import json

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fahuo.core import frames
from fahuo.core.methods.check import check_methods
from fahuo.core.methods.derive import derivation
from fahuo.core.methods.plan import plan_methods
from fahuo.core.methods.read import jsonable
from tests.core.methods.scene import ON, plan, rows, stage
from tests.core.methods.worlds import AIMS, PARCELS, services

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def world_of(documents, aim, **more):
    return stage(documents, aim=aim[0], day_worth_minor=aim[1], **more)


@SLOW
@given(services(), PARCELS, AIMS, st.sampled_from(["CNY", "EUR", "JPY"]))
def test_the_judge_agrees(documents, parcels, aim, home):
    world = world_of(documents, aim, currency=home)
    given_rows = rows(*parcels)
    made = plan_methods(*given_rows, world, ON)
    assert check_methods(*given_rows, world, ON, made) == []
    frames.Offers.validate(made.offers)
    settled = made.offers.filter("chosen").height + made.refusals.height
    assert settled == len(parcels), "what goes in is chosen for or refused"


@SLOW
@given(services(), PARCELS, AIMS)
def test_the_words_lead_to_the_figures(documents, parcels, aim):
    world = world_of(documents, aim, currency="EUR")
    for offer in plan(parcels, world).offers.to_dicts():
        parcel = rows(*parcels)[1].row(offer["parcel_id"], named=True) | parcels[offer["parcel_id"]]
        steps = derivation(offer, parcel, world.rates, "EUR")
        figures = {step.code: step.figure for step in steps}
        assert all(step.zh and step.en for step in steps)
        if offer["reason"] is not None:
            assert list(figures) == ["refused"]
            continue
        assert figures.get("volumetric") == offer["volumetric_g"]
        assert figures["actual"] == parcel["weight_g"] and figures["chargeable"] == offer["chargeable_g"]
        assert figures["band"] == offer["band_up_to_g"]
        assert (figures["freight"], figures.get("fuel", 0)) == (offer["freight_minor"], offer["fuel_minor"])
        assert sum(step.figure for step in steps if step.code == "surcharge") == offer["surcharge_minor"]
        assert figures["total"] == offer["total_minor"]
        assert figures.get("home", figures["total"]) == offer["home_minor"]


@SLOW
@given(services(), PARCELS, AIMS, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(documents, parcels, aim, random):
    world = world_of(documents, aim)
    given_rows = rows(*parcels)
    made = plan_methods(*given_rows, world, ON)
    mixed = [frame[random.sample(range(len(frame)), len(frame))] for frame in given_rows]
    again = plan_methods(*mixed, world, ON)
    assert_frame_equal(again.offers, made.offers)
    assert_frame_equal(again.refusals, made.refusals)
    order = random.sample(range(len(documents)), len(documents))
    turned = stage([documents[n] for n in order], aim=aim[0], day_worth_minor=aim[1], service_ids=order)
    assert_frame_equal(plan_methods(*given_rows, turned, ON).offers, made.offers)


@SLOW
@given(services(), PARCELS, AIMS, st.data())
def test_a_plan_for_some_is_the_same_plan(documents, parcels, aim, data):
    world = world_of(documents, aim)
    orders, packed, contents = rows(*parcels)
    made = plan_methods(orders, packed, contents, world, ON)
    some = data.draw(st.sets(st.sampled_from(range(len(parcels)))))
    mine = pl.col("parcel_id").is_in(list(some))
    alone = plan_methods(orders, packed.filter(mine), contents.filter(mine), world, ON)
    assert_frame_equal(alone.offers, made.offers.filter(mine))
    assert_frame_equal(alone.refusals, made.refusals.filter(mine))


@SLOW
@given(services(), PARCELS, AIMS)
def test_a_document_through_json_gives_the_same_plan(documents, parcels, aim):
    stored = [json.loads(json.dumps(jsonable(document))) for document in documents]
    world = world_of(stored, aim)
    made = plan(parcels, world)
    assert_frame_equal(made.offers, plan(parcels, world_of(documents, aim)).offers)
    assert check_methods(*rows(*parcels), world, ON, made) == []


@SLOW
@given(services(), PARCELS)
def test_one_more_service_never_makes_it_dearer(documents, parcels):
    parcels = [parcel | {"service": None, "promised_on": None} for parcel in parcels]
    few = dict(plan(parcels, stage(documents[:-1])).offers.filter("chosen").select("parcel_id", "home_minor").iter_rows())
    more = dict(plan(parcels, stage(documents)).offers.filter("chosen").select("parcel_id", "home_minor").iter_rows())
    assert all(more[parcel] <= cost for parcel, cost in few.items())
