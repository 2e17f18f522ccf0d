"""Parcels over the API: what is in them, every offer, the label, where they are."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fahuo.api import shop_front
from fahuo.api.said import reason
from fahuo.core.methods.sell_steps import selling_steps
from fahuo.flow import printing, prints, relabel, verbs
from fahuo.records.clock import now
from fahuo.records.models import Event, ParcelStanding
from fahuo.steps.goods.models import Parcel
from fahuo.steps.goods.numbers import number_of
from fahuo.steps.goods.why import why_packed
from fahuo.steps.methods import links, selling
from fahuo.steps.methods.models import Label, Offer, Selection, SellingPrice

router = Router()
_FIGURES = (
    *("total_minor", "currency", "home_minor", "card", "zone", "band_up_to_g", "volumetric_g", "chargeable_g"),
    *("freight_minor", "fuel_minor", "surcharge_minor", "days_p50", "days_p90", "keep_ppm", "duty_minor", "chosen"),
)


class Ids(Schema):
    ids: list[int] = Field(min_length=1, max_length=5_000)


class Link(Schema):
    parcel_id: int
    number: str = Field(max_length=60)
    carrier: str = Field(max_length=200)


class Links(Schema):
    links: list[Link] = Field(min_length=1, max_length=5_000)


def _parcel(request: HttpRequest, parcel_id: int) -> Parcel:
    return get_object_or_404(Parcel.objects.select_related("order", "warehouse", "box__material"), pk=parcel_id, merchant=request.auth)  # type: ignore[attr-defined]


@router.get("/{int:parcel_id}", summary="One parcel")
def show(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    parcel = _parcel(request, parcel_id)
    standing = ParcelStanding.objects.filter(parcel_id=parcel_id).first()
    label = Label.objects.filter(parcel_id=parcel_id).first()
    front = shop_front.only(request)
    events = Event.objects.filter(order_id=parcel.order_id, parcel_id=parcel_id).order_by("at", "id").values("kind", "at", "actor", "data")
    return {
        "id": parcel.pk,
        "number": number_of(parcel.pk),
        "order_id": parcel.order_id,
        "warehouse": parcel.warehouse.code,
        "box": parcel.box.code if parcel.box else None,
        "size_mm": [parcel.length_mm, parcel.width_mm, parcel.height_mm],
        "weight_g": parcel.weight_g,
        "pieces": parcel.pieces,
        **({} if front else {"why_box": _why(parcel)}),
        "step": standing.step if standing else None,
        "state": standing.state if standing else None,
        "tracking_number": label.tracking_number if label else None,
        "linked_numbers": [
            {"number": row.number, "carrier": row.carrier, "at": row.at, "undone_at": row.undone_at} for row in links.history(parcel_id)
        ],
        "printed": {paper: done.times for paper, done in prints.printed([parcel_id]).get(parcel_id, {}).items()},
        "papers_owed": prints.owed([parcel_id]).get(parcel_id, []),
        "events": shop_front.events_told(events) if front else list(events),
    }


def _why(parcel: Parcel) -> dict[str, Any]:
    """Why it is packed so: money in the merchant's currency, of all parcels that were decided together."""
    why = why_packed(parcel)
    choice, rivals = why.choice, {"next_best": why.other, "fewest_boxes": why.fewest}
    weighed = {
        "tried": choice.tried,
        "boxes": why.boxes,
        "parcels": why.parcels,
        "materials_minor": choice.materials_minor,
        "freight_minor": choice.freight_minor,
        "duty_minor": choice.duty_minor,
        "total_minor": why.total_minor,
        **{name: rival and asdict(rival) for name, rival in rivals.items()},
    } if choice else {}  # fmt: skip
    return {
        "aim": why.aim,
        "own_aim": why.own_aim,
        **weighed,
        "planned_box": why.planned_box,
        "double_wall": why.walled,
        "box_material": why.box_material,
        "paddings": [asdict(layer) | {"asked_by": [a.name.lower() for a in layer.asked_by if a.name]} for layer in why.layers],
    }


@router.get("/{int:parcel_id}/offers", summary="Every service's price or refusal")
def offers(request: HttpRequest, parcel_id: int) -> list[dict[str, Any]]:
    _parcel(request, parcel_id)
    rows = Offer.objects.filter(parcel_id=parcel_id).select_related("service").order_by("home_minor", "service_id")
    if shop_front.only(request):
        return shop_front.offers_sold(rows, selling.of_parcel(parcel_id))
    selection = Selection.objects.filter(parcel_id=parcel_id).first()
    rule = {"rule": selection.rule} if selection and selection.rule else {}
    sold = selling.of_parcel(parcel_id)
    return [offer_told(o, rule) | ({} if o.reason else _sold(o, sold)) for o in rows]


def offer_told(offer: Offer, rule: dict[str, str] | None = None) -> dict[str, Any]:
    """A stored offer (with its service): its figures, or why there is none. `rule`: the name of the rule that acted."""
    service = offer.service
    named = {"service": service.code, "name": service.name, "name_zh": service.name_zh, "class": service.kind}
    if offer.reason:
        return named | {"refused": reason(offer.reason, {"limit": offer.limit, "actual": offer.actual} | (rule or {}))}
    return named | {name: getattr(offer, name) for name in _FIGURES}


def _sold(offer: Offer, sold: dict[int, SellingPrice]) -> dict[str, Any]:
    """What is asked for the parcel by the service, as it was said then; null where nobody says."""
    price = sold.get(offer.service_id)
    steps = selling_steps(model_to_dict(price), model_to_dict(offer)) if price else []
    asked = price.sell_home_minor if price else None
    return {
        **{name: getattr(price, name, None) for name in ("sell_minor", "sell_currency", "sell_home_minor")},
        "margin_minor": asked - offer.home_minor if asked is not None and offer.home_minor is not None else None,
        "mark_up": price.rule if price else None,
        "sell_reason": price.reason if price else None,
        "sell_derivation": [step.en for step in steps],
        "sell_derivation_zh": [step.zh for step in steps],
    }


@router.get("/{int:parcel_id}/choice", summary="Why this service: the rule, the aim, the promised day")
def choice(request: HttpRequest, parcel_id: int) -> dict[str, Any]:
    _parcel(request, parcel_id)
    row = get_object_or_404(Selection.objects.select_related("service"), parcel_id=parcel_id)
    kept = Offer.objects.filter(parcel_id=parcel_id, chosen=True).values_list("keep_ppm", flat=True).first()
    fields = (
        *("aim", "asked", "rule", "effect", "services", "followed", "own_services", "least_ppm", "day_worth_minor"),
        *("planned_on", "promised_on", "ship_by"),
    )
    learnt = {"days_from": "history" if row.seen else "card", "days_seen": row.seen}
    return {"service": row.service and row.service.code, "keep_ppm": kept} | {f: getattr(row, f) for f in fields} | learnt


@router.get(
    "/{int:parcel_id}/{slug:paper}.{slug:form}", summary="A paper: label.pdf, label.zpl, label.png, invoice.pdf, slip.pdf, packing_list.pdf"
)
def paper(request: HttpRequest, parcel_id: int, paper: str, form: str, reason: str = "") -> HttpResponse:
    _parcel(request, parcel_id)
    made = printing.print_now(request.auth, [parcel_id], [paper], form, "api", now(), reason=reason)  # type: ignore[attr-defined]
    return HttpResponse(made.content, content_type=made.kind)


@router.post("/relabel", summary="Give parcels the last mile's numbers")
def relabelled(request: HttpRequest, body: Links) -> dict[str, Any]:
    wishes = [relabel.Wish(row.parcel_id, row.number, row.carrier) for row in body.links]
    done, refused = relabel.relabel(request.auth, wishes, "api", now())  # type: ignore[attr-defined]
    return {
        "relabelled": done,
        "refused": [{"parcel_id": r.wish.parcel_id, "number": r.wish.number, "error": r.en, "error_zh": r.zh} for r in refused],
    }


@router.delete("/{int:parcel_id}/relabel", summary="Take the newest number back, before hand-over")
def undo(request: HttpRequest, parcel_id: int) -> dict[str, str]:
    return {"number": relabel.undo_relabel(request.auth, parcel_id, "api", now())}  # type: ignore[attr-defined]


@router.post("/labels", summary="Ask for labels; a job makes the calls")
def ask(request: HttpRequest, body: Ids) -> dict[str, int]:
    return {"asked": verbs.ask_labels(request.auth, body.ids, "api", now())}  # type: ignore[attr-defined]
