from __future__ import annotations

import polars as pl
import pytest

from fahuo.core.aftersales.plan import KINDS
from fahuo.core.aftersales.rules import settlements
from fahuo.core.aftersales.settle import settle, settlement_options
from fahuo.core.reasons import say

SCHEMA = {
    "case_id": pl.Int64,
    "parcel_id": pl.Int64,
    "kind": pl.String,
    "state": pl.String,
    "settlement": pl.String,
    "amount_minor": pl.Int64,
    "paid_minor": pl.Int64,
    "note": pl.String,
    "uninspected": pl.Int64,
}


def ask(kind: str, state: str, settlement: str, amount: int | None = None, note: str | None = None, left: int = 0) -> pl.DataFrame:
    return pl.DataFrame([(5, 1, kind, state, settlement, amount, 1000, note, left)], schema=SCHEMA, orient="row")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ask("gone", "lost", "refund", 5), "case_kind_unknown"),
        (ask("late", "departed", "restock"), "settlement_not_possible"),
        (ask("late", "departed", "burn"), "settlement_not_possible"),
        (ask("returned", "returning", "restock"), "settlement_not_back"),
        (ask("returned", "returned", "restock", left=2), "settlement_not_inspected"),
        (ask("damaged", "returned", "restock", note="whole"), "settlement_not_possible"),
        (ask("lost", "lost", "refund"), "settlement_amount_wrong"),
        (ask("lost", "lost", "refund", 0), "settlement_amount_wrong"),
        (ask("lost", "lost", "refund", 1001), "settlement_amount_wrong"),
        (ask("lost", "lost", "reship", 10), "settlement_amount_needless"),
        (ask("late", "departed", "closed", note="  "), "settlement_note_missing"),
    ],
)
def test_what_cannot_be_settled_so_says_why(asked: pl.DataFrame, code: str) -> None:
    done = settle(asked)
    assert done.accepted.height == 0
    refusal = done.refusals.row(0, named=True)
    assert refusal["code"] == code and refusal["parcel_id"] == 1
    assert "—" not in say(code, refusal["values"]).replace("refund of —", "")


def test_the_refusal_names_what_is_possible() -> None:
    values = settle(ask("late", "departed", "restock")).refusals["values"][0]
    assert say("settlement_not_possible", values) == "a case of kind late cannot be settled by 'restock'; possible: closed, refund, reship"


@pytest.mark.parametrize(
    ("asked", "means"),
    [
        (ask("lost", "lost", "refund", 1000), (True, False, False)),
        (ask("damaged", "damaged", "reship"), (False, True, False)),
        (ask("returned", "returned", "restock"), (False, False, True)),
        (ask("late", "departed", "closed", note="arrived meanwhile"), (False, False, False)),
    ],
)
def test_a_settlement_means_money_an_order_or_stock(asked: pl.DataFrame, means: tuple) -> None:
    done = settle(asked)
    assert done.refusals.height == 0
    assert done.accepted.select("moves_money", "makes_order", "gives_stock").row(0) == means


def test_what_comes_in_is_accepted_or_refused() -> None:
    asked = pl.concat([ask("lost", "lost", "refund", 5), ask("lost", "lost", "refund"), ask("x", "y", "z")]).with_columns(
        case_id=pl.Series([1, 2, 3])
    )
    done = settle(asked)
    assert done.accepted["case_id"].to_list() == [1] and done.refusals.height == 2


def test_every_kind_can_be_closed_or_settled_and_the_form_knows_how() -> None:
    assert set(settlements()["kind"]) == set(KINDS)
    assert "restock" not in settlement_options("returned", "returning")
    assert settlement_options("returned", "returned") == {"closed": ["note"], "refund": ["amount"], "reship": [], "restock": []}
    assert settlement_options("unheard of", "returned") == {}
