"""Forwarders' price tables: kept as they were sent, read with the answers given, taken in as dated cards, undone."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from fahuo.core.methods.faults import BadCard
from fahuo.core.methods.price_tables.cells import Book
from fahuo.core.methods.price_tables.install import install
from fahuo.core.methods.price_tables.names import file_name_of
from fahuo.core.methods.price_tables.read import Given, Understood, read_book
from fahuo.core.methods.read import read_text
from fahuo.core.methods.write import write_toml
from fahuo.countries.names import resolve
from fahuo.flow import price_readings
from fahuo.flow.said import NotPossible
from fahuo.plugins.price_tables.client import look_at, read_sheets
from fahuo.records.models import Merchant, Warehouse
from fahuo.steps.methods.keep import put_service
from fahuo.steps.methods.models import PriceAnswer, PriceTable, Service

MOST_ANSWER = 4_000
LARGE = int(os.environ.get("FAHUO_LARGE_PRICE_TABLE", str(100 * 1024)))  # bytes: above, a job reads it; about a second of work


def read_file(content: bytes, name: str, answers: Mapping[str, str] | None = None, given: Given | None = None) -> Understood:
    """A file as it is understood, without a database. Told (of the plug-in) where it cannot be read at all."""
    return read_book(sheets_of(content, name), resolve, answers, given)


def is_large(content: bytes) -> bool:
    """Whether reading takes longer than a page may."""
    return len(content) > LARGE


@lru_cache(maxsize=8)
def sheets_of(content: bytes, name: str) -> Book:
    """The file's sheets; a page asks for them several times."""
    return read_sheets(content, name)


@transaction.atomic
def start(merchant: Merchant, name: str, content: bytes, into: str, by: str, now: datetime) -> PriceTable:
    """Keep a file that can be read. Told where it cannot. Answers about words that files of this name were given are given again."""
    if is_large(content):
        look_at(content, name)
    else:
        sheets_of(content, name)
    if into and not Service.objects.filter(merchant=merchant, code=into).exists():
        raise NotPossible(f"there is no service {into}", f"没有渠道 {into}")
    known = PriceAnswer.objects.filter(merchant=merchant, family=family(name))
    table = PriceTable.objects.create(
        merchant=merchant,
        name=name[:200],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        into=into,
        answers=_earlier(merchant, content) or {row.key: row.answer for row in known},
        created_at=now,
        by=by,
    )
    if is_large(content):
        price_readings.wake(table)
    return table


def family(name: str) -> str:
    """What files of one forwarder have in common: the name without its date and numbers."""
    return re.sub(r"[0-9._\-\s()v]+", " ", file_name_of(name).lower()).strip()[:200]


def _earlier(merchant: Merchant, content: bytes) -> dict[str, str] | None:
    """The answers that the very same file was given before."""
    same = PriceTable.objects.filter(merchant=merchant, digest=hashlib.sha256(content).hexdigest()).exclude(answers={}).first()
    return dict(same.answers) if same else None


def understood(table: PriceTable) -> Understood:
    """The table as it is understood with its answers and the merchant's services. NotPossible while a job reads it, or where it cannot be read."""
    if is_large(bytes(table.content)):
        return price_readings.understood(table)
    return read_file(bytes(table.content), table.name, table.answers, given(table.merchant, table.created_at.date(), table.into))


def given(merchant: Merchant, on: date, into: str = "") -> Given:
    """What the merchant's own rows say beside a file that came on that day."""
    origins = sorted(set(Warehouse.objects.filter(merchant=merchant).values_list("country", flat=True)))
    return Given(in_force=_in_force(merchant), origins=tuple(origins[:1]) if len(origins) == 1 else (), on=on, into=into)


def _in_force(merchant: Merchant) -> Callable[[str, str], Mapping[str, Any] | None]:
    def find(code: str, name: str) -> Mapping[str, Any] | None:
        rows = Service.objects.filter(merchant=merchant)
        row = rows.filter(code=code).first() or rows.filter(name_zh=name).first() or rows.filter(name=name).first()
        return document_of(row) if row else None

    return find


def document_of(row: Service) -> dict[str, Any] | None:
    """A service's stored document; None where it can no longer be read."""
    try:
        return read_text(row.card)
    except BadCard:
        return None


@transaction.atomic
def answer(merchant: Merchant, table_id: int, answers: Mapping[str, str], now: datetime) -> PriceTable:
    """Keep answers; an empty one takes the earlier back. Those about words are kept for the next file as well."""
    table = _locked(merchant, table_id)
    if table.taken_at and not table.undone_at:
        raise NotPossible("this table was taken in: undo that before you answer anew", "该价格表已采用：请先撤销再修改回答")
    asked = {q.key: q for q in understood(table).questions}
    said = {key: value.strip()[:MOST_ANSWER] for key, value in answers.items()}
    table.answers = {key: value for key, value in table.answers.items() if said.get(key, value)}
    open_now = set(asked)
    if is_large(bytes(table.content)):  # what comes up when others are answered is seen when the job has read it again
        table.answers |= {key: value for key, value in said.items() if value}
        open_now = set()
    while fits := {k: v for k, v in said.items() if v and table.answers.get(k) != v and (k in open_now or k in table.answers)}:
        table.answers |= fits
        more = {q.key: q for q in understood(table).questions}  # some questions come up when others are answered
        asked, open_now = more | asked, set(more)
    table.save(update_fields=["answers"])
    kept = table.answers
    if is_large(bytes(table.content)):
        price_readings.wake(table)
        still = set()
    else:
        still = {q.key for q in understood(table).questions}
    for key, question in asked.items():
        if question.lasting and key in kept and key not in still:
            digest = hashlib.sha256(key.encode()).hexdigest()
            row = {"key": key, "answer": kept[key]}
            PriceAnswer.objects.update_or_create(merchant=merchant, family=family(table.name), digest=digest, defaults=row)
    return table


@transaction.atomic
def accept(merchant: Merchant, table_id: int, by: str, now: datetime) -> list[dict[str, Any]]:
    """Take every card of the table in. The old ones stay in force until the new begin. Returns code and what became of each."""
    table = _locked(merchant, table_id)
    if table.taken_at and not table.undone_at:
        raise NotPossible("this table was taken in already", "该价格表已采用")
    read = understood(table)
    if not read.complete:
        raise NotPossible(
            "something is still open: answer every question, and mend what cannot be used",
            "还有未完成的问题：请回答所有问题并改正不可用之处",
        )
    taken = []
    for found in read.found:
        assert found.document is not None
        code = str(found.document["code"])
        row = Service.objects.select_for_update().filter(merchant=merchant, code=code).first()
        text = write_toml(install(document_of(row) if row else None, found.document))
        _put(merchant, text, now, by)
        taken.append({"code": code, "before": row.card if row else None, "after": text, "active": row.active if row else False})
    table.taken, table.taken_at, table.taken_by, table.undone_at, table.undone_by = taken, now, by, None, ""
    table.save(update_fields=["taken", "taken_at", "taken_by", "undone_at", "undone_by"])
    Service.objects.filter(merchant=merchant, code__in=[t["code"] for t in taken]).update(active=True)
    return taken


def _put(merchant: Merchant, text: str, now: datetime, by: str) -> None:
    try:
        put_service(merchant.pk, text, {}, now, by)
    except BadCard as bad:
        raise NotPossible(bad.say("en"), bad.say("zh")) from None


@transaction.atomic
def undo(merchant: Merchant, table_id: int, by: str, now: datetime) -> None:
    """Put the texts back that stood before. A service that is new is switched off. NotPossible where a card was changed since."""
    table = _locked(merchant, table_id)
    if not table.taken_at or table.undone_at:
        raise NotPossible("this table is not taken in: there is nothing to undo", "该价格表未采用，无可撤销")
    for one in table.taken:
        row = Service.objects.select_for_update().filter(merchant=merchant, code=one["code"]).first()
        if row is None or row.card != one["after"]:
            raise NotPossible(
                f"the card of {one['code']} was changed since: change it back in the set-up",
                f"渠道 {one['code']} 的价卡之后又有改动：请在设置中修改",
            )
        if one["before"] is None:
            row.active = False
            row.save(update_fields=["active"])
        else:
            _put(merchant, one["before"], now, by)
            Service.objects.filter(pk=row.pk).update(active=one["active"])
    table.undone_at, table.undone_by = now, by
    table.save(update_fields=["undone_at", "undone_by"])


def _locked(merchant: Merchant, table_id: int) -> PriceTable:
    table = PriceTable.objects.select_for_update().filter(merchant=merchant, pk=table_id).first()
    if table is None:
        raise NotPossible("this price table does not exist", "该价格表不存在")
    return table
