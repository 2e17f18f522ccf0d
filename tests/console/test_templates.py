"""The page of a merchant's own templates: preview, keep, go back; who may; what is wrong is shown with its line."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fahuo.records.models import Merchant, User
from fahuo.steps.goods.models import PaperLogo, PaperTemplate, Parcel, Print, TemplateChoice
from fahuo.steps.goods.numbers import number_of
from tests.console.text import read
from tests.flow.test_own_papers import LIST, png

DO = "/prints/templates/do/"


def _post(browser: Client, **fields: object) -> str:
    return read(browser.post(DO, {"paper": "packing_list", "source": LIST} | fields, follow=True))


def test_a_preview_is_made_of_a_real_parcel_and_keeps_nothing(browser: Client, orders: Merchant) -> None:
    parcel = Parcel.objects.filter(merchant=orders, offers__chosen=True).first()
    assert parcel is not None
    number = number_of(parcel.pk)
    page = browser.post(DO, {"paper": "packing_list", "do": "preview", "source": LIST, "parcel": number})
    assert f"As it would be printed for {number}" in read(page) and 'src="data:image/png;base64,' in page.content.decode()
    assert not PaperTemplate.objects.exists() and not Print.objects.exists()
    pdf = browser.post(DO, {"paper": "packing_list", "do": "pdf", "source": LIST, "parcel": number})
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert "not there" in _post(browser, do="preview", parcel="FH0000009999")
    assert "not there" in _post(browser, do="preview", parcel="nonsense")


def test_what_is_wrong_is_shown_with_its_line(browser: Client, orders: Merchant) -> None:
    said = _post(browser, do="keep", source=LIST + "\r\n#it.nome")
    assert "line 4" in said and "no field nome" in said and "table of fields" in said
    assert "#it.nome" in said  # what was written is not lost
    assert not PaperTemplate.objects.exists()


def test_keep_use_ours_and_take_back(browser: Client, orders: Merchant) -> None:
    assert "version 1" in _post(browser, do="keep", note="mine")
    assert "version 2" in _post(browser, do="keep", source=LIST + " new", logo=SimpleUploadedFile("l.png", png(), "image/png"))
    second, first = PaperTemplate.objects.order_by("-no")
    assert second.logo == PaperLogo.objects.get() and first.logo is None and first.note == "mine"
    assert "Our own paper is in use again" in _post(browser, do="ours")
    assert "version 2 is in use again" in _post(browser, do="undo")
    assert "version 1 is in use" in _post(browser, do="use", template=first.pk)
    assert "MINE" in read(browser.get("/prints/templates/?paper=packing_list"))
    assert "Thank you for your order!" in read(browser.get("/prints/templates/?paper=packing_list&starter=1"))
    parcel = Parcel.objects.filter(merchant=orders, offers__chosen=True).first()
    assert parcel is not None
    browser.get(f"/parcels/{parcel.pk}/packing-list.pdf")
    assert "own v1" in read(browser.get("/prints/"))


def test_a_picture_that_is_none_is_refused_and_the_text_stays(browser: Client, orders: Merchant) -> None:
    said = _post(browser, do="keep", source=LIST + " precious", logo=SimpleUploadedFile("l.png", b"GIF89a", "image/png"))
    assert "no PNG or JPEG" in said and "precious" in said and not PaperLogo.objects.exists()


def test_the_data_of_a_parcel_can_be_taken_away(browser: Client, orders: Merchant) -> None:
    answer = browser.get("/prints/templates/data.json?paper=invoice")
    assert json.loads(answer.content)["currency"] and "attachment" in answer["Content-Disposition"]
    assert browser.get("/prints/templates/?paper=label").status_code == 404


def test_who_may_not_change_the_set_up_only_looks(browser: Client, operator: User, orders: Merchant) -> None:
    _post(browser, do="keep")
    User.objects.filter(pk=operator.pk).update(is_staff=False)
    assert "You may look at templates" in read(browser.get("/prints/templates/"))
    for do in ("preview", "keep", "ours", "undo"):
        assert browser.post(DO, {"paper": "packing_list", "do": do, "source": LIST}).status_code == 403
    assert TemplateChoice.objects.count() == 1


def test_a_strangers_version_and_logo_are_not_taken(browser: Client, other: Client, orders: Merchant) -> None:
    _post(browser, do="keep", logo=SimpleUploadedFile("l.png", png(), "image/png"))
    row = PaperTemplate.objects.get()
    assert other.post(DO, {"paper": "packing_list", "do": "use", "template": row.pk}).status_code == 404
    other.post(DO, {"paper": "packing_list", "do": "keep", "source": LIST, "logo_id": row.logo_id})
    assert PaperTemplate.objects.exclude(merchant=orders).get().logo is None
    assert "not there" in read(
        other.post(
            DO,
            {"paper": "packing_list", "do": "preview", "source": LIST, "parcel": number_of(Parcel.objects.filter(merchant=orders)[0].pk)},
        )
    )


@pytest.mark.parametrize("value", ["", "x", "9" * 30])
def test_a_version_that_is_no_number_is_not_there(browser: Client, orders: Merchant, value: str) -> None:
    assert browser.post(DO, {"paper": "packing_list", "do": "use", "template": value}).status_code == 404
