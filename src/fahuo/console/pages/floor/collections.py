"""Collections: the coming week, the slots of a carrier to press on, one collection with what became of it, standing bookings."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fahuo.console import finding, paging
from fahuo.console.access import back, by, for_merchant, mine
from fahuo.console.pages.floor.collections_list import today_of
from fahuo.console.templatetags.collecting import hours_there, refusal
from fahuo.core.transport.collecting import Load
from fahuo.flow.collecting import acts, asking, board, booking, changing, standing
from fahuo.flow.collecting.loads import forecast
from fahuo.records.clock import now
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods import cutoffs
from fahuo.steps.transport.models import STANDS, Collection

SIDE_BY_SIDE = 5  # days whose slots are shown together
SHOWN = 10  # collections of which nobody said whether the carrier came; the rest is in the list


@for_merchant
def listed(request: HttpRequest) -> HttpResponse:
    """Today and the coming week, per warehouse and carrier: what waits, what is booked, where nothing is."""
    merchant, moment = mine(request), now()
    days, lanes = board.week(merchant, moment)
    house, carrier = finding.number(request, "warehouse"), finding.text(request, "carrier").lower()
    found = [lane for lane in lanes if house in (None, lane.house.pk) and carrier in lane.carrier.lower()]
    page, unsaid, refused = paging.numbered(request, found), board.unsaid(merchant, moment), board.not_booked(merchant, moment)
    shown = {
        "days": days,
        "page": page,
        "lanes": page.object_list,
        "narrowed": house is not None or carrier,
        "many": len(lanes) > paging.SIZE,
        "asked": {"warehouse": house, "carrier": finding.text(request, "carrier")},
        "bare": [lane for lane in lanes if lane.bare],
        "unsaid": unsaid[:SHOWN],
        "refused": refused[:SHOWN],
        "refused_more": len(refused) - SHOWN,
        "beside": board.scans_beside(unsaid[:SHOWN]),
        "now": moment,
        "unsaid_more": len(unsaid) - SHOWN,
        "can_ask": asking.can_ask(merchant),
        "houses": board.houses(merchant.pk),
        "carriers": board.carriers(merchant.pk),
    }
    return render(request, "console/floor/collections.html", shown)


@for_merchant
def book(request: HttpRequest) -> HttpResponse:
    """The slots of a carrier, to press on; or a collection that was agreed by telephone, noted by hand."""
    merchant, asked = mine(request), request.POST if request.method == "POST" else request.GET
    if "carrier" not in asked:
        return redirect("collections")
    house = acts.place(merchant, finding.whole(asked.get("warehouse", "")) or 0, asked.get("carrier", "").replace("\x00", "")[:200])
    carrier = asked["carrier"].replace("\x00", "")[:200]
    moved = _moved(merchant, asked.get("change", ""))
    today = asking.local_day(house, now())
    begin = max(finding.as_day(asked.get("on", "")) or (moved.on if moved else today), today)
    load = _load(merchant, asked, house, carrier, begin, moved)
    if request.method == "POST" and asked.get("do") == "by_hand":
        return _by_hand(request, merchant, house, carrier, load)
    if request.method == "POST" and "slot" in asked:
        return _pressed(request, merchant, house, carrier, load, moved)
    days = [begin + timedelta(days=n) for n in range(SIDE_BY_SIDE)]
    shut = cutoffs.closed_days(merchant.pk)
    offers = asking.ask(merchant, house, carrier, days, now()) if asking.can_ask(merchant) else []
    stands = Collection.objects.filter(STANDS, merchant=merchant, warehouse=house, carrier=carrier, on__gte=begin, on__lte=days[-1])
    context = {
        "house": house,
        "carrier": carrier,
        "moved": moved,
        "today": today,
        "begin": begin,
        "earlier": max(begin - timedelta(days=SIDE_BY_SIDE), today) if begin > today else None,
        "later": begin + timedelta(days=SIDE_BY_SIDE),
        "offers": [(offer, acts.closed(shut, house, offer.on)) for offer in offers],
        "never": next((offer for offer in offers if offer.code in asking.NEVER), None),
        "stands": list(stands.exclude(pk=moved.pk if moved else None).select_related("warehouse").order_by("begins_at")),
        "load": load,
        "now": now(),
        "query": urlencode({"warehouse": house.pk, "carrier": carrier} | ({"change": moved.pk} if moved else {})),
    }
    return render(request, "console/floor/collection_book.html", context)


def _moved(merchant: Merchant, text: str) -> Collection | None:
    """The collection that another slot is looked for, if one is."""
    number = finding.whole(text)
    return changing.find(merchant, number) if number else None


def _load(merchant: Merchant, asked: dict[str, str], house: Warehouse, carrier: str, on: date, moved: Collection | None) -> Load:  # type: ignore[type-arg]
    """What the form says; at first what is expected."""
    if "parcels" in asked:
        return Load(finding.whole(asked["parcels"]) or 0, grams(asked.get("weight_kg", "")) or 0)
    if moved:
        return Load(moved.parcels, moved.weight_g)
    today = asking.local_day(house, now())
    return standing.expected(merchant, forecast(merchant.pk, today), house.pk, carrier, on, today)


def grams(text: str) -> int | None:
    """Kilograms that a form says, as grams: "12.5" -> 12500; None where it is no weight."""
    try:
        kilograms = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return int(kilograms * 1000) if kilograms.is_finite() and 0 <= kilograms < 10_000_000 else None


def _pressed(
    request: HttpRequest, merchant: Merchant, house: Warehouse, carrier: str, load: Load, moved: Collection | None
) -> HttpResponse:
    """A slot was pressed."""
    day, _bar, slot = request.POST["slot"].partition("|")
    on = finding.as_day(day) or asking.local_day(house, now())
    if moved:
        row = changing.change(merchant, moved.pk, on, slot[:120], load, by(request), now)
    else:
        row = booking.book(merchant, house.pk, carrier, on, slot[:120], load, by(request), now, another="another" in request.POST)
    _say(request, row)
    return redirect("collection", row.pk)


def _by_hand(request: HttpRequest, merchant: Merchant, house: Warehouse, carrier: str, load: Load) -> HttpResponse:
    posted = request.POST
    on, begins, ends = finding.as_day(posted.get("day", "")), as_time(posted.get("begins", "")), as_time(posted.get("ends", ""))
    row = booking.note_by_hand(
        merchant, house.pk, carrier, on or asking.local_day(house, now()), begins or time(0), ends or time(0), load,
        posted.get("reference", "").replace("\x00", ""), by(request), now(), another="another" in posted,
    )  # fmt: skip
    messages.success(request, _("Noted."))
    return redirect("collection", row.pk)


def as_time(text: str) -> time | None:
    """A time of day that a form says; None where it is none."""
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def _say(request: HttpRequest, row: Collection) -> None:
    """What came of a booking."""
    if row.state == "booked":
        text = _("Booked: %(carrier)s comes on %(day)s %(hours)s, confirmation %(number)s.")
        messages.success(request, text % {"carrier": row.carrier, "day": row.on, "hours": hours_there(row), "number": row.reference or "–"})
    elif row.state == "asked":
        messages.warning(request, _("The carrier has not answered yet. It is asked again by itself; the answer stands here."))
    else:
        why = refusal(row)
        messages.error(request, f"{why.get('said', '')} · {why.get('mend', '')}")


@for_merchant
def next_one(request: HttpRequest) -> HttpResponse:
    """One press: the first free slot of the next days, for what waits."""
    house, carrier = finding.whole(request.POST.get("warehouse", "")) or 0, request.POST.get("carrier", "").replace("\x00", "")[:200]
    _say(request, booking.book_next(mine(request), house, carrier, by(request), now))
    return back(request, reverse("collections"))


@for_merchant
def one(request: HttpRequest, collection_id: int) -> HttpResponse:
    """One collection: what was asked, what happened, which manifests it takes, and what can be done."""
    merchant = mine(request)
    row = board.merchants_collection(merchant, collection_id)
    if row is None:
        raise Http404
    if request.method == "POST":
        _do(request, merchant, row)
        return back(request, reverse("collection", args=[row.pk]))
    moment = now()
    changeable = row.state == "booked" and not board.open_question(row) and moment <= (row.cancel_by_at or row.ends_at)
    context = {
        "row": row,
        "acts": list(row.acts.all()),
        "manifests": list(row.manifests.all()),
        "changeable": changeable,
        "may_come": not row.over and asking.local_day(row.warehouse, moment) >= row.on,
        "may_miss": not row.over and row.begins_at <= moment,
        "zone": asking.zone(row.warehouse),
        "now": moment,
        "s": board.scans_beside([row]).get(row.pk) if not row.over else None,
    }
    return render(request, "console/floor/collection.html", context)


def _do(request: HttpRequest, merchant: Merchant, row: Collection) -> None:
    posted, who = request.POST, by(request)
    if posted.get("do") == "cancel":
        done = changing.cancel(merchant, row.pk, who, now)
        messages.success(request, _("Cancelled.") if done.state == "cancelled" else _("The carrier has not answered yet."))
    elif posted.get("do") == "missed":
        changing.missed(merchant, row.pk, posted.get("note", "").replace("\x00", ""), who, now())
        messages.success(request, _("Noted: the carrier did not come. Book again."))
    elif posted.get("do") == "collected":
        driver, plate = (posted.get(name, "").replace("\x00", "") for name in ("driver", "plate"))
        changing.collected(merchant, row.pk, driver, plate, who, now())
        messages.success(request, _("The collection is noted."))
    elif posted.get("do") == "change":
        load = Load(finding.whole(posted.get("parcels", "")) or 0, grams(posted.get("weight_kg", "")) or 0)
        if row.by_hand:
            on, begins, ends = finding.as_day(posted.get("day", "")), as_time(posted.get("begins", "")), as_time(posted.get("ends", ""))
            reference = posted.get("reference", "").replace("\x00", "")
            changing.change_by_hand(merchant, row.pk, on or row.on, begins or time(0), ends or time(0), load, reference, who, now())
        else:
            changing.change(merchant, row.pk, None, "", load, who, now)
        messages.success(request, _("Changed."))


@for_merchant
def standings(request: HttpRequest) -> HttpResponse:
    """Standing bookings, with the next days of each; one is set up or ended here."""
    merchant = mine(request)
    if request.method == "POST":
        _set_up(request, merchant)
        return redirect("standing_collections")
    house, carrier = finding.number(request, "warehouse"), finding.text(request, "carrier").lower()
    rows = board.standings(merchant, now())
    found = [(row, reach) for row, reach in rows if house in (None, row.warehouse_id) and carrier in row.carrier.lower()]
    page = paging.numbered(request, found if len(rows) > paging.SIZE else rows)
    context = {
        "page": page,
        "rows": page.object_list,
        "many": len(rows) > paging.SIZE,
        "houses": board.houses(merchant.pk),
        "carriers": board.carriers(merchant.pk),
        "weekdays": list(WEEKDAYS.items()),
        "today": today_of(merchant, now()),
        "asked": request.GET,
        "can_ask": asking.can_ask(merchant),
    }
    return render(request, "console/floor/standing_collections.html", context)


def _set_up(request: HttpRequest, merchant: Merchant) -> None:
    posted = request.POST
    if ending := finding.whole(posted.get("end", "")):
        standing.end(merchant, ending, by(request), now())
        messages.success(request, _("Ended. What it booked already stays booked."))
        return
    begins, ends = as_time(posted.get("begins", "")) or time(0), as_time(posted.get("ends", "")) or time(0)
    dates = finding.as_day(posted.get("from_on", "")) or today_of(merchant, now()), finding.as_day(posted.get("until_on", ""))
    ahead = finding.whole(posted.get("days_ahead", ""))
    standing.set_up(
        merchant, finding.whole(posted.get("warehouse", "")) or 0, posted.get("carrier", "").replace("\x00", "")[:200],
        finding.ids(posted.getlist("weekday")), (begins, ends), dates, by(request), now(), days_ahead=2 if ahead is None else ahead,
        another="another" in posted, other_slots="other_slots" in posted,
    )  # fmt: skip
    messages.success(request, _("Set up. Its first days are booked within a minute."))
