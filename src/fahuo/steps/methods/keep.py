"""Services are kept: a document is taken in, and the text that it takes the place of stays for past parcels. The one door for cards."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

import polars as pl
from django.db import transaction

from fahuo.core.methods.read import files_of, read_service, read_text
from fahuo.core.methods.read_places import COLUMNS
from fahuo.records.copy import copy
from fahuo.records.models import Merchant
from fahuo.steps.methods.frames import places_of
from fahuo.steps.methods.models import FormerCard, Place, PlaceList, Service


@transaction.atomic
def put_service(merchant_id: int, text: str, lists: Mapping[str, pl.DataFrame], now: datetime, actor: str) -> str:
    """Take in a service's document with the rows of the files that it names: "new", "changed" or "unchanged".

    A file that is not given stays as it was, where the service has it already. BadCard where the document is wrong: nothing is changed then.
    """
    Merchant.objects.select_for_update().get(pk=merchant_id)  # two hands at one service, one after the other
    document = read_text(text)
    code = document.get("code")
    row = Service.objects.filter(merchant_id=merchant_id, code=code.strip() if isinstance(code, str) else "").first()
    kept = row.lists if row else {}
    ids = {name: _keep(merchant_id, name, lists[name]) if name in lists else kept.get(name) for name in files_of(document)}
    ids = {name: found for name, found in ids.items() if found is not None}
    service = read_service(document, {name: places_of(found, name) for name, found in ids.items()})
    if row and (row.card, row.lists) == (text, ids):
        return "unchanged"
    became = "changed" if row else "new"
    if row:
        keep_former(row.pk, now, actor)
    row = row or Service(merchant_id=merchant_id, code=service.code)
    row.card, row.lists = text, ids
    row.name, row.name_zh, row.kind, row.carrier = service.name_en, service.name_zh, service.service_class.value, service.carrier
    row.save()
    return became


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
