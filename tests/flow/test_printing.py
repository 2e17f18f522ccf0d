"""Printing many parcels: put together in order, what cannot be printed is named, everything is noted, and what is still owed is known."""

from __future__ import annotations

import io
import re
import zipfile

import pypdf
import pytest

from fahuo.core.words import Paper
from fahuo.flow import printing, prints
from fahuo.flow.papers import numbers
from fahuo.flow.relabel import relabel_one
from fahuo.flow.verbs import NotPossible
from fahuo.records.models import Bin, Holding, Merchant, ParcelStanding
from fahuo.steps.export.models import Declaration
from fahuo.steps.goods.labels.images import dots
from fahuo.steps.goods.labels.scan import read_codes
from fahuo.steps.goods.models import Parcel, Print, PrintJob
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.methods.models import Label
from fahuo.steps.orders.models import Order
from tests.scene import NOON, bring, sample_merchant, sample_orders, stranger
from tests.steps.goods.test_zpl import burnt

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant() -> Merchant:
    merchant = sample_merchant()
    bring(merchant, *sample_orders(20))
    return merchant


def ids_of(merchant: Merchant, count: int) -> list[int]:
    """Parcels of different orders, each with a service."""
    rows = Parcel.objects.filter(merchant=merchant, offers__chosen=True).order_by("order_id", "pk").distinct("order_id")
    return list(rows.values_list("pk", flat=True)[:count])


def label_of(merchant: Merchant, parcel_id: int, number: str) -> None:
    parcel = Parcel.objects.get(pk=parcel_id)
    service = parcel.offers.get(chosen=True).service
    Label.objects.create(
        parcel=parcel, merchant=merchant, service=service, key=number, asked_at=NOON, answered_at=NOON, tracking_number=number
    )
    ParcelStanding.objects.filter(parcel_id=parcel_id).update(state="label_bought")


def texts(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def kinds(pdf: bytes) -> list[str]:
    """Which paper each page is, and of which parcel."""
    found = []
    for text in texts(pdf):
        paper = "invoice" if "COMMERCIALINVOICE" in text else "slip" if "PICKSLIP" in text else "list" if "PACKINGLIST" in text else "label"
        found.append(f"{paper} {re.search(r'FH[0-9]{10}', text)[0]}")  # type: ignore[index]
    return found


def test_parcel_by_parcel_or_paper_by_paper(merchant: Merchant) -> None:
    ids = ids_of(merchant, 3)
    a, b, c = (number_of(p) for p in ids)
    papers = ["label", "invoice", "slip"]
    made = printing.print_now(merchant, [ids[2], ids[0], ids[1]], papers, "pdf", "mei", NOON)
    assert kinds(made.content) == [f"{paper} {n}" for n in (c, a, b) for paper in papers] and made.pages == 9
    made = printing.print_now(merchant, ids, papers, "pdf", "mei", NOON, by_parcel=False)
    assert kinds(made.content) == [f"{paper} {n}" for paper in papers for n in (a, b, c)]


def test_what_cannot_be_printed_is_named_and_the_rest_is_printed(merchant: Merchant) -> None:
    ids = ids_of(merchant, 3)
    Order.objects.filter(parcels=ids[1]).update(name="བསོད་ནམས")
    Declaration.objects.filter(parcel=ids[2]).delete()
    made = printing.print_now(merchant, [*ids, 10**9], ["label", "invoice"], "pdf", "mei", NOON)
    assert [(p, paper) for p, paper, _ in made.printed] == [(ids[0], "label"), (ids[0], "invoice"), (ids[2], "label")]
    said = {(f.number, f.paper): f.en for f in made.left_out}
    assert "TIBETAN LETTER BA" in said[number_of(ids[1]), "label"] and "TIBETAN LETTER BA" in said[number_of(ids[1]), "invoice"]
    assert "nothing is declared" in said[number_of(ids[2]), "invoice"] and "no such parcel" in said[str(10**9), ""]
    assert all(f.zh for f in made.left_out)


def test_nothing_that_can_be_printed_is_a_sentence(merchant: Merchant) -> None:
    (one,) = ids_of(merchant, 1)
    Order.objects.filter(parcels=one).update(street="བོད")
    with pytest.raises(NotPossible, match="TIBETAN LETTER BA"):
        printing.print_now(merchant, [one], ["label"], "pdf", "mei", NOON)
    assert not Print.objects.exists()


@pytest.mark.parametrize(
    ("papers", "form", "said"),
    [
        (["poster"], "pdf", "poster cannot"),
        ([], "pdf", "nothing cannot"),
        (["label"], "doc", "doc is no form"),
        (["invoice"], "zpl", "A4 page"),
    ],
)
def test_what_is_no_paper_is_a_sentence(merchant: Merchant, papers: list[str], form: str, said: str) -> None:
    with pytest.raises(NotPossible, match=said):
        printing.print_now(merchant, ids_of(merchant, 1), papers, form, "mei", NOON)


def test_zpl_and_png_are_the_same_labels(merchant: Merchant) -> None:
    ids = ids_of(merchant, 2)
    due = [("Code128", number_of(p)) for p in ids]
    made = printing.print_now(merchant, ids, ["label"], "zpl", "mei", NOON)
    assert [sorted(read_codes(page))[0] for page in burnt(made.content.decode())] == due
    folder = zipfile.ZipFile(io.BytesIO(printing.print_now(merchant, ids, ["label"], "png", "mei", NOON).content))
    assert folder.namelist() == ["00001.png", "00002.png"]
    one = printing.print_now(merchant, ids[:1], ["label"], "png", "mei", NOON)
    assert one.content.startswith(b"\x89PNG") and one.kind == "image/png"


def test_every_print_is_noted_and_reprints_are_counted(merchant: Merchant) -> None:
    (one,) = ids_of(merchant, 1)
    printing.print_now(merchant, [one], ["label"], "pdf", "mei", NOON)
    printing.print_now(merchant, [one], ["label", "slip"], "zpl", "li", NOON, reason="smeared")
    rows = list(Print.objects.order_by("pk").values_list("paper", "form", "actor", "reason", "number"))
    own = number_of(one)
    assert rows == [("label", "pdf", "mei", "", own), ("label", "zpl", "li", "smeared", own), ("slip", "zpl", "li", "smeared", own)]
    done = prints.printed([one])[one]
    assert (done["label"].times, done["label"].actor, done["slip"].times) == (2, "li", 1)


def test_papers_that_are_owed(merchant: Merchant) -> None:
    bare, post = ids_of(merchant, 2)
    label_of(merchant, post, "FWD0000001")
    Declaration.objects.filter(parcel=post).update(papers=[Paper.COMMERCIAL_INVOICE, Paper.EU_H7])
    assert prints.owed([bare, post]) == {post: ["label", "invoice"]}
    printing.print_now(merchant, [post], ["label", "invoice"], "pdf", "mei", NOON)
    assert prints.owed([bare, post]) == {}
    relabel_one(merchant, post, "LM00000001", "Last Mile", "mei", NOON)
    assert prints.owed([post]) == {post: ["label"]} and numbers([post]) == {post: "LM00000001"}
    made = printing.print_now(merchant, [post], ["label"], "pdf", "mei", NOON)
    assert read_codes(next(iter(dots(made.content)))) == {("Code128", "LM00000001"), ("QRCode", number_of(post))}
    assert prints.owed([post]) == {}


def test_a_cn22_is_on_the_label_that_needs_one(merchant: Merchant) -> None:
    (one,) = ids_of(merchant, 1)
    for papers, there in (([Paper.CN22], True), ([Paper.COMMERCIAL_INVOICE], False)):
        Declaration.objects.filter(parcel=one).update(papers=papers)
        (text, *_) = texts(printing.print_now(merchant, [one], ["label"], "pdf", "mei", NOON).content)
        assert ("CUSTOMSDECLARATION" in text) is there


def test_a_job_prints_in_the_order_of_the_walk_and_keeps_its_file(merchant: Merchant) -> None:
    ids = ids_of(merchant, 6)
    warehouse = Parcel.objects.get(pk=ids[0]).warehouse
    for n, holding in enumerate(Holding.objects.filter(merchant=merchant, bin__warehouse=warehouse).order_by("-product_id")):
        holding.bin = Bin.objects.create(merchant=merchant, warehouse=warehouse, code=f"W-{n:04d}", walk=n)
        holding.save()
    job = printing.start_job(merchant, ids, ["slip"], "pdf", "mei", NOON, walk=True)
    printing.run_job(job.pk, lambda: NOON)
    printing.run_job(job.pk, lambda: NOON)  # once more does no harm
    job.refresh_from_db()
    assert job.done == 6 and job.finished_at == NOON and job.pages >= 6 and Print.objects.filter(job=job).count() == 6
    first = [re.search(r"W-(\d{4})", text) for text in texts(bytes(job.content))]
    walked = [int(m[1]) for m in first if m]
    assert walked == sorted(walked) and len(set(walked)) > 1


def test_what_a_crash_left_lying_is_taken_up_and_old_files_are_dropped(merchant: Merchant) -> None:
    job = printing.start_job(merchant, ids_of(merchant, 1), ["label"], "pdf", "mei", NOON)
    printing.take_up(NOON)  # the job waits already: nothing is doubled
    printing.run_job(job.pk, lambda: NOON)
    printing.take_up(NOON + printing.timedelta(days=printing.KEPT_DAYS + 1))
    job.refresh_from_db()
    assert job.content is None and job.pages and Print.objects.count() == 1


def test_a_job_of_which_nothing_can_be_printed_says_so(merchant: Merchant) -> None:
    (one,) = ids_of(merchant, 1)
    Order.objects.filter(parcels=one).update(street="བོད")
    job = printing.start_job(merchant, [one], ["label"], "pdf", "mei", NOON)
    printing.run_job(job.pk, lambda: NOON)
    job.refresh_from_db()
    assert job.finished_at and not job.content and job.left_out[0][0] == number_of(one)


def test_nobody_prints_anothers_parcels(merchant: Merchant) -> None:
    with pytest.raises(NotPossible, match="no such parcel"):
        printing.print_now(stranger(), ids_of(merchant, 1), ["label"], "pdf", "x", NOON)
    job = printing.start_job(Merchant.objects.get(code="stranger"), ids_of(merchant, 1), ["label"], "pdf", "x", NOON)
    printing.run_job(job.pk, lambda: NOON)
    assert PrintJob.objects.get().pages == 0
