"""The papers of the floor are read back: every number is on them, and the barcode is the number."""

from __future__ import annotations

import pytest

from fahuo.core.words import PickForm
from fahuo.flow.floor import board, handover, papers
from fahuo.flow.floor.release import release
from fahuo.records.models import Merchant
from fahuo.steps.goods.models import PickList
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.goods.papers.sheet import Column, Sheet, render_sheet
from tests.flow.floor.hall import LATER, hall
from tests.flow.floor.test_handover import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    return hall(20)


def test_a_pick_list_is_printed_and_counted(merchant: Merchant) -> None:
    row = PickList.objects.select_related("wave__warehouse").get(pk=release(merchant, None, PickForm.CLUSTER, "li", LATER).lists[0])
    assert papers.pick_list_pdf(row).startswith(b"%PDF")
    papers.pick_list_pdf(row)
    assert PickList.objects.get(pk=row.pk).printed == 2


def test_a_hand_over_sheet_and_its_rows(merchant: Merchant) -> None:
    row, parcels = begin(merchant)
    handover.scan(merchant, row.pk, [number_of(p.pk) for p in parcels], "zhou", LATER)
    assert papers.handover_pdf(merchant, row).startswith(b"%PDF")
    found = list(papers.manifest_rows(row))
    assert [r[0] for r in found] == [number_of(p.pk) for p in parcels]
    assert all(len(r) == len(papers.HEADER) for r in found)
    assert board.scanned([row.pk])[row.pk].parcels == len(parcels) and board.missing(row).is_empty()
    handover.take_out(merchant, row.pk, number_of(parcels[0].pk))
    assert board.missing(row)["parcel_id"].to_list() == [parcels[0].pk]
    assert sum(d.parcels for d in board.due(merchant.pk) if (d.service_id, d.warehouse_id) == (row.service_id, row.warehouse_id)) == 1


def test_a_sheet_of_many_rows_has_many_pages() -> None:
    sheet = Sheet(("T", "表"), "PL0000000079", "x", [("A", "甲", "1")], [Column("No.", "序号")], [(str(n),) for n in range(300)])
    assert len(render_sheet(sheet)) > len(render_sheet(Sheet(("T", "表"), "PL0000000079", "x", [], [Column("No.", "序号")], [("1",)])))
