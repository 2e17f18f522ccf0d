"""The CN22 stands on the label while it fits, goes on to further pages, and leaves nothing out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fahuo.steps.goods.labels.customs import Category, Customs, CustomsLine
from fahuo.steps.goods.labels.glyphs import Unprintable
from fahuo.steps.goods.labels.label import LabelData, render_labels, set_label
from tests.steps.goods.scan import codes, pictures
from tests.steps.goods.test_label import LABEL, LONG, text_of

MUG = CustomsLine("Ceramic mug, blue", 3, 1_050, 2_497, "691200", "CN")


def form(*lines: CustomsLine, currency: str = "EUR") -> Customs:
    return Customs("China Post", currency, lines, "Shenzhen Example Trading Co., Ltd.", date(2026, 11, 25))


def with_form(*lines: CustomsLine, currency: str = "EUR") -> LabelData:
    return replace(LABEL, customs=form(*lines, currency=currency))


def test_one_line_stands_on_the_label_with_all_that_the_upu_asks() -> None:
    pdf = render_labels([with_form(MUG, CustomsLine("Steel spoon", 1, 40, 503, None, None))])
    (text,) = text_of(pdf)
    for said in (
        *("CUSTOMSDECLARATION", "CN22", "Maybeopenedofficially", "ChinaPost", "Saleofgoods", "Gift", "Returnedgoods"),
        *("3×Ceramicmug,blue", "1.050", "24.97", "691200", "1×Steelspoon", "0.040", "5.03", "EUR30.00", "0.452"),
        *("2026-11-25", "ShenzhenExampleTradingCo.,Ltd.", "certifythattheparticulars"),
    ):
        assert said in text, said
    assert codes(pictures(pdf)[0]) == {"Code128": LABEL.parcel_number, "QRCode": LABEL.parcel_number}


def test_a_currency_without_cents_is_written_without() -> None:
    (text,) = text_of(render_labels([with_form(replace(MUG, value_minor=12_000), currency="JPY")]))
    assert "JPY12,000" in text


@pytest.mark.parametrize("category", list(Category))
def test_each_category_ticks_its_own_box(category: Category) -> None:
    made = {c: render_labels([replace(LABEL, customs=replace(form(MUG), category=c))]) for c in (Category.OTHER, Category.GIFT, category)}
    assert len(set(made.values())) == len(made)


def test_many_lines_go_on_and_none_is_lost() -> None:
    lines = [replace(MUG, name=f"Thing number {n:03d} made of a material that is described at length, for the kitchen") for n in range(60)]
    label = with_form(*lines)
    pdf = render_labels([label])
    texts, pages = text_of(pdf), pictures(pdf)
    assert len(texts) == len(set_label(label)) > 1
    for n in range(60):
        assert sum(f"number{n:03d}" in text for text in texts) == 1
    assert all(codes(page)["Code128"] == label.parcel_number for page in pages)
    assert f"1/{len(texts)}" in texts[0] and "续下页" in texts[0] and f"{len(texts)}/{len(texts)}" in texts[-1]
    assert "180" in texts[0] and "EUR1,498.20" in texts[0]  # the totals are those of all lines
    edge = [int((page[-8:, :] < 128).sum()) for page in pages[1:]]
    assert edge == [0] * len(edge)


def test_long_parties_and_the_form_leave_each_other_alone() -> None:
    far = replace(
        LONG,
        name="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Müller",
        street="Apartment 4472, The Very Long Tower Name at the Riverside Quarter, 1287 North Saint Martin Boulevard 北京路一百二十八号",
        company="Northrop Wolfeschlegelstein and Grandsons International Holdings 서울",
    )
    pdf = render_labels([replace(with_form(MUG), sender=far, recipient=far, attributes=4095, order_number="2026-11-23-" * 5)])
    assert codes(pictures(pdf)[0]) == {"Code128": LABEL.parcel_number, "QRCode": LABEL.parcel_number}
    (text,) = text_of(pdf)
    assert text.count("".join(far.street.split())) == 2


def test_a_sender_that_leaves_no_room_for_the_form_is_refused_by_name() -> None:
    with pytest.raises(Unprintable) as caught:
        set_label(replace(with_form(MUG), sender=LONG))
    assert caught.value.overfull == ("sender",)


def test_a_line_that_no_page_holds_is_refused_by_name() -> None:
    with pytest.raises(Unprintable) as caught:
        set_label(with_form(MUG, replace(MUG, name="very long " * 4_000)))
    assert caught.value.overfull == ("customs.lines[2].name",)
    assert "报关签条货物[2]名称太长" in caught.value.say("zh-hans")


def test_a_long_company_signs_in_two_lines() -> None:
    signed = (
        "Shenzhen Longgang Number Two Import and Export Trading and Consulting Company with Limited Liability, Branch of Bantian Street 12 "
        * 2
    )
    (text,) = text_of(render_labels([replace(LABEL, customs=replace(form(MUG), signed_by=signed[:200]))]))
    assert "".join(signed[:200].split()) in text
