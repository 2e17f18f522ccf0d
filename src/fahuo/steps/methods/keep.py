"""Services are kept: a document is taken in, and the text that it takes the place of stays for past parcels. The one door for cards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

import polars as pl
from django.db import transaction

from fahuo.core.methods.faults import BadCard, Fault
from fahuo.core.methods.read import files_of, read_service, read_text
from fahuo.core.methods.read_places import COLUMNS
from fahuo.core.methods.service import Service as ServiceCards
from fahuo.records.copy import copy
from fahuo.records.frames import exchange
from fahuo.records.models import Merchant
from fahuo.steps.methods.frames import places_of
from fahuo.steps.methods.models import FormerCard, Place, PlaceList, Service


@transaction.atomic
def put_service(merchant_id: int, text: str, lists: Mapping[str, pl.DataFrame], now: datetime, actor: str) -> str:
    """Take in a service's document with the rows of the files that it names: "new", "changed" or "unchanged".

    A file that is not given stays as it was, where the service has it already. BadCard where the document is wrong, or a
    card's currency has no exchange rate: nothing is changed then.
    """
    merchant = Merchant.objects.select_for_update().get(pk=merchant_id)  # two hands at one service, one after the other
    document = read_text(text)
    code = document.get("code")
    row = Service.objects.filter(merchant_id=merchant_id, code=code.strip() if isinstance(code, str) else "").first()
    kept = row.lists if row else {}
    ids = {name: _keep(merchant_id, name, lists[name]) if name in lists else kept.get(name) for name in files_of(document)}
    ids = {name: found for name, found in ids.items() if found is not None}
    service = read_service(document, {name: places_of(found, name) for name, found in ids.items()})
    if row and (row.card, row.lists) == (text, ids):
        return "unchanged"
    if faults := _without_rate(merchant, service, now.date()):
        raise BadCard(faults)
    became = "changed" if row else "new"
    if row:
        keep_former(row.pk, now, actor)
    row = row or Service(merchant_id=merchant_id, code=service.code)
    row.card, row.lists = text, ids
    row.name, row.name_zh, row.kind, row.carrier = service.name_en, service.name_zh, service.service_class.value, service.carrier
    row.save()
    return became


def _without_rate(merchant: Merchant, service: ServiceCards, on: date) -> list[Fault]:
    """Cards in force or to come whose prices nobody could compare with others: the service would make no offer."""
    known = {merchant.currency, *exchange(merchant.pk, merchant.currency, on)["currency"]}
    found = []
    for n, entry in enumerate(service.document["cards"], 1):  # type: ignore[arg-type]
        card = next(card for card in service.cards if str(card.valid_from) == str(entry["valid_from"]))
        if card.currency not in known and (card.valid_to is None or card.valid_to > on):
            values = (("value", f'"{card.currency}"'), ("into", merchant.currency), ("on", on.isoformat()))
            found.append(Fault(f"cards[{n}].currency", "no_rate", values))
    return found


def keep_former(service_id: int, now: datetime, actor: str) -> None:
    """Keep the text that is stored now: another takes its place in this transaction."""
    row = Service.objects.get(pk=service_id)
    FormerCard.objects.create(service=row, card=row.card, lists=row.lists, until=now, actor=actor)


def _keep(merchant_id: int, name: str, rows: pl.DataFrame) -> int:
    """The list with these rows, stored once."""
    text = rows.select(COLUMNS).write_csv()
    digest = hashlib.sha256(text.encode()).hexdigest()
    found, made = PlaceList.objects.get_or_create(merchant_id=merchant_id, digest=digest, defaults={"name": name, "rows": rows.height})
    if made:
        copy(rows.select(pl.lit(found.pk).alias("place_list_id"), *COLUMNS), Place)
    return int(found.pk)
