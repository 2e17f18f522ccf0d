"""Papers by the merchant's own template: tried, kept, used, taken back; printed with many parcels, and left out by name where it fails."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from fahuo.flow import papers, printing
from fahuo.flow.own_papers import keeping
from fahuo.flow.own_papers.data import data_of, language_of
from fahuo.flow.own_papers.using import in_use
from fahuo.flow.said import NotPossible
from fahuo.records.models import Merchant
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.scan import read_codes
from fahuo.steps.goods.models import PaperLogo, PaperTemplate, Print, PrintJob, TemplateChoice
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.goods.own_papers.fields import OWN, example, fields, leaves, starter
from fahuo.steps.orders.models import Order
from tests.flow.test_printing import ids_of, texts
from tests.scene import NOON, bring, sample_merchant, sample_orders, stranger

pytestmark = pytest.mark.django_db
LIST = '#let it = json("data.json")\n#set page(width: 100mm, height: 150mm)\nMINE #it.number for #it.recipient.name'


@pytest.fixture
def merchant() -> Merchant:
    merchant = sample_merchant()
    bring(merchant, *sample_orders(20))
    return merchant


def png(wide: int = 4, high: int = 3, red: int = 200) -> bytes:
    """A small picture."""
    rows = b"".join(b"\x00" + bytes((red, 20, 20)) * wide for _ in range(high))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _keep(merchant: Merchant, text: str = LIST, paper: str = "packing_list") -> PaperTemplate:
    return keeping.keep(merchant, paper, text, None, "", "mei", NOON)


@pytest.mark.parametrize("paper", OWN)
def test_our_starter_is_set_for_every_parcel_and_says_what_it_has_to(
    merchant: Merchant, paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PUBLIC_ADDRESS", "https://ship.example.com")
    logo = keeping.keep_logo(merchant, png(), "logo.png", "mei", NOON)
    keeping.keep(merchant, paper, starter(paper), logo, "first", "mei", NOON)
    ids = ids_of(merchant, 12)
    made = printing.print_now(merchant, ids, [paper], "pdf", "mei", NOON)
    assert made.left_out == [] and made.pages >= 12
    said = texts(made.content)
    for parcel_id in ids:
        assert any(number_of(parcel_id) in page for page in said)
    if paper == "packing_list":
        urls = [code for page in dots(made.content) for code in map(str, read_codes(page)) if "ship.example.com/t/" in code]
        assert len(urls) == 12


@pytest.mark.parametrize("paper", OWN)
def test_the_table_of_fields_names_what_the_data_has(merchant: Merchant, paper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PUBLIC_ADDRESS", "https://ship.example.com")
    ways = [field.way for field in fields(paper)]
    assert len(ways) == len(set(ways)) and {way for way, _ in leaves(example(paper))} == set(ways)
    rows = papers.parcels(merchant.pk, ids_of(merchant, 12))
    real = [make() | {"logo": ""} for make in data_of(paper, rows, NOON.date()).values()]
    assert real and {way for data in real for way, _ in leaves(json.loads(json.dumps(data)))} == set(ways)


def test_a_version_is_kept_used_and_taken_back(merchant: Merchant) -> None:
    first, second = _keep(merchant), _keep(merchant, LIST + " second")
    assert (first.no, second.no) == (1, 2) and in_use(merchant.pk)["packing_list"] == second
    assert keeping.undo(merchant, "packing_list", "li", NOON) == first
    keeping.use(merchant, "packing_list", None, "li", NOON)
    assert in_use(merchant.pk) == {}
    assert keeping.undo(merchant, "packing_list", "li", NOON) == first  # ours was a slip
    kept = TemplateChoice.objects.order_by("pk").values_list("template__no", "by")
    assert list(kept) == [(1, "mei"), (2, "mei"), (1, "li"), (None, "li"), (1, "li")]
    with pytest.raises(NotPossible, match="nothing to take back"):
        keeping.undo(merchant, "invoice", "li", NOON)


def test_the_first_version_taken_back_is_ours_again(merchant: Merchant) -> None:
    _keep(merchant)
    assert keeping.undo(merchant, "packing_list", "li", NOON) is None and in_use(merchant.pk) == {}


def test_what_is_printed_is_noted_with_the_version(merchant: Merchant) -> None:
    ids = ids_of(merchant, 2)
    printing.print_now(merchant, ids, ["packing_list"], "pdf", "mei", NOON)
    row = _keep(merchant)
    made = printing.print_now(merchant, ids, ["label", "packing_list"], "pdf", "mei", NOON)
    a, b = (number_of(p) for p in ids)
    assert [a in page for page in texts(made.content)] == [True, True, False, False]  # parcel by parcel, the label first
    assert "MINE" + b in texts(made.content)[3]
    assert list(Print.objects.order_by("pk").values_list("paper", "template_id")) == [
        ("packing_list", None), ("packing_list", None), ("label", None), ("packing_list", row.pk), ("label", None), ("packing_list", row.pk),
    ]  # fmt: skip


def test_a_template_that_fails_leaves_its_paper_out_by_name(merchant: Merchant) -> None:
    ids = ids_of(merchant, 3)
    bad = number_of(ids[1])
    row = _keep(merchant, LIST + f'\n#if it.number == "{bad}" [#it.nothing]')
    made = printing.print_now(merchant, ids, ["label", "packing_list"], "pdf", "mei", NOON)
    assert [(f.number, f.paper) for f in made.left_out] == [(bad, "packing_list")]
    assert f"v{row.no}" in made.left_out[0].en and "line 4" in made.left_out[0].en and "第 4 行" in made.left_out[0].zh
    assert len(made.printed) == 5
    job = printing.start_job(merchant, ids, ["label", "packing_list"], "pdf", "mei", NOON)
    printing.run_job(job.pk, lambda: NOON)
    job = PrintJob.objects.get(pk=job.pk)
    assert job.finished_at and [row[0] for row in job.left_out] == [bad] and job.pages == 5


def test_a_character_that_no_font_has_is_named_as_ever(merchant: Merchant) -> None:
    ids = ids_of(merchant, 2)
    _keep(merchant)
    Order.objects.filter(parcels=ids[0]).update(name="བསོད་ནམས")
    made = printing.print_now(merchant, ids, ["packing_list"], "pdf", "mei", NOON)
    assert [f.number for f in made.left_out] == [number_of(ids[0])] and "recipient.name" in made.left_out[0].en
    fault = keeping.try_out(merchant, "packing_list", LIST + "\nབ", None, ids[1], NOON).fault
    assert fault and (fault.code, fault.line) == ("template_glyph", 4)


def test_too_many_pages_and_too_wide_a_page_are_left_out(merchant: Merchant) -> None:
    fault = keeping.try_out(merchant, "packing_list", LIST + "\n#for n in range(40) { pagebreak() }", None, None, NOON).fault
    assert fault and fault.code == "template_pages"
    _keep(merchant, LIST.replace("100mm", "210mm"))
    with pytest.raises(NotPossible, match="210 mm wide"):
        printing.print_now(merchant, ids_of(merchant, 1), ["packing_list"], "zpl", "mei", NOON)


def test_what_cannot_be_set_is_not_kept(merchant: Merchant) -> None:
    for text, words in ((LIST + "\n#it.nothing", "no field nothing"), ("  ", "empty"), ("x" * 70_000, "70,000 characters")):
        with pytest.raises(NotPossible, match=words):
            _keep(merchant, text)
    with pytest.raises(NotPossible, match="label has no template"):
        _keep(merchant, LIST, "label")
    assert not PaperTemplate.objects.exists() and not TemplateChoice.objects.exists()


def test_without_a_parcel_the_example_is_set() -> None:
    merchant = sample_merchant()
    tried = keeping.try_out(merchant, "invoice", starter("invoice"), None, None, NOON)
    assert tried.number == "" and tried.fault is None and tried.pages[0].startswith(b"\x89PNG")


def test_an_invoice_that_is_not_ready_says_draft(merchant: Merchant) -> None:
    [parcel_id] = ids_of(merchant, 1)
    _keep(merchant, starter("invoice"), "invoice")
    assert "DRAFT" not in texts(printing.print_now(merchant, [parcel_id], ["invoice"], "pdf", "mei", NOON).content)[0]
    Declaration.objects.filter(parcel=parcel_id).update(waits=True)
    assert "DRAFT" in texts(printing.print_now(merchant, [parcel_id], ["invoice"], "pdf", "mei", NOON).content)[0]


def test_a_logo_is_a_picture_of_its_kind(merchant: Merchant) -> None:
    keep = lambda content, name="logo.png": keeping.keep_logo(merchant, content, name, "mei", NOON)  # noqa: E731
    row = keep(png())
    assert row == keep(png()) and PaperLogo.objects.count() == 1  # the same picture once
    for content, words in (
        (b"GIF89a" + b"\0" * 40, "no PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        (b"", "no PNG or JPEG"),
        (png()[:20], "no PNG or JPEG"),
        (png() + b"\0" * 500_000, "KB is the most"),
        (png()[:16] + struct.pack(">II", 60_000, 60_000) + png()[24:], "60000 × 60000"),
        (png()[:40] + b"\0" * 60, "cannot be read"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 30, "no PNG or JPEG"),
    ):
        with pytest.raises(NotPossible, match=words):
            keep(content)
    assert PaperLogo.objects.count() == 1


def test_a_parcel_of_somebody_else_is_not_there(merchant: Merchant) -> None:
    with pytest.raises(NotPossible, match="not there"):
        keeping.try_out(stranger(), "packing_list", LIST, None, ids_of(merchant, 1)[0], NOON)
    other = Merchant.objects.get(code="stranger")
    assert keeping.try_out(other, "packing_list", LIST, None, None, NOON).number == ""  # the example, not somebody's parcel
    _keep(merchant)
    assert in_use(other.pk) == {}


def test_the_language_of_a_country() -> None:
    assert [language_of(c) for c in ("DE", "US", "BR", "TW", "JP", "XX", "")] == ["de", "en", "pt", "zh", "ja", "en", "en"]


def test_ours_and_many_pages_lie_in_order(merchant: Merchant) -> None:
    """A paper of two pages for each parcel, beside our label: pages of a parcel stay together."""
    ids = ids_of(merchant, 3)
    _keep(merchant, LIST + "\n#pagebreak()\nSECOND #it.number")
    made = printing.print_now(merchant, ids, ["slip", "packing_list"], "pdf", "mei", NOON)
    order = [next(n for n in map(number_of, ids) if n in page) for page in texts(made.content)]
    assert order == [n for n in map(number_of, ids) for _ in range(3)]
    assert pypdf.PdfReader(io.BytesIO(made.content)).get_num_pages() == made.pages == 9


def test_every_field_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
    for paper in OWN:
        for field in fields(paper):
            assert f"`{field.way}`" in text, (paper, field.way)
