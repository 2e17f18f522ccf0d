"""A file in batches of whole orders."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fahuo.plugins.marketplaces.files.batches import Batches
from fahuo.plugins.marketplaces.files.client import UnreadableFile, read_table
from fahuo.plugins.marketplaces.files.mapping import builtin
from fahuo.plugins.reading.faults import UnfitMapping

ROW = st.tuples(
    st.sampled_from(["1", " 1", "1.0", "2", "3", "4", "5", ""]), st.sampled_from(["web", "shop", ""]), st.sampled_from(["", ",too many"])
)


@settings(max_examples=80, deadline=None)
@given(st.lists(ROW, max_size=30), st.integers(1, 4), st.integers(1, 9))
def test_every_row_comes_once_and_every_order_whole(rows: list[tuple[str, str, str]], orders: int, most: int) -> None:
    text = "number,shop,sku,quantity,price\n" + "".join(f"{number},{shop},A,1,2{more}\n" for number, shop, more in rows)
    file = Batches(text.encode(), orders=orders, rows=most)
    batches = list(file)
    whole = read_table(text.encode())
    assert len(file) == len(batches) and file.rows == len(rows)
    assert pl.concat([whole.clear(), *batches]).sort("source_row").equals(whole)
    seen: dict[tuple[str, str], int] = {}
    for at, some in enumerate(batches):
        assert some["source_row"].is_sorted()
        keys = [
            (number.strip().removesuffix(".0"), shop)
            for number, shop, fault in some.select("number", "shop", "source_fault").rows()
            if number and not fault
        ]
        assert len(set(keys)) <= orders
        assert len(some) <= most or len(set(keys)) <= 1
        assert all(seen.setdefault(key, at) == at for key in keys)
    assert file.orders == len(seen)


def test_a_file_that_breaks_off_gives_no_batch_at_all() -> None:
    import gzip

    whole = gzip.compress(b"number,sku,quantity,price\n" + b"".join(b"%d,A,1,2\n" % at for at in range(50_000)), mtime=0)
    assert sum(map(len, Batches(whole))) == 50_000
    with pytest.raises(UnreadableFile):
        Batches(whole[:-20], "orders.csv.gz")


def test_the_mapping_may_be_a_name_or_a_choice() -> None:
    text = b"number,sku,quantity,price\n1,A,1,2\n"
    assert Batches(text, mapping="fahuo").mapping.name == "fahuo"
    assert Batches(text, mapping=builtin()["fahuo"]).mapping.name == "fahuo"
    seen = []
    assert Batches(text, mapping=lambda columns: seen.append(columns) or builtin()["fahuo"]).mapping.name == "fahuo"
    assert seen == [["number", "sku", "quantity", "price"]]
    with pytest.raises(UnfitMapping):
        Batches(text, mapping="shopify")


def test_batches_are_cut_alike_every_time() -> None:
    text = ("number,sku,quantity,price\n" + "".join(f"{at % 7},A,1,2\n" for at in range(40))).encode()
    one, other = (list(Batches(text, orders=2)) for _ in range(2))
    assert len(one) == 4 and all(a.equals(b) for a, b in zip(one, other, strict=True))
