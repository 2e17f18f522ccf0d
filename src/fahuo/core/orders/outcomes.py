"""What a source row can come to."""

from __future__ import annotations

# The first that holds is the row's outcome; its place here is its number in arrays. Beside each code the values its sentence needs
# and an error file wants; a value that belongs to the order is the order's.
OUTCOMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ()),
    ("quote_open", ()),
    ("row_ragged", ("number", "sku")),
    ("number_missing", ("sku",)),
    ("number_too_long", ("number", "shop", "sku")),
    ("cancellation", ("number", "sku", "quantity", "price")),
    ("fee_line", ("number", "sku", "quantity", "price")),
    ("voucher_line", ("number", "sku", "quantity", "price")),
    ("sku_missing", ("number", "quantity", "price")),
    ("quantity_unreadable", ("number", "sku", "quantity")),
    ("price_unreadable", ("number", "sku", "price")),
    ("amount_too_large", ("number", "sku", "quantity", "price")),
    ("freight_line", ("number", "sku", "quantity", "price")),
    ("discount_line", ("number", "sku", "quantity", "price")),
    ("quantity_not_positive", ("number", "sku", "quantity")),
    ("price_negative", ("number", "sku", "price")),
    ("price_zero", ("number", "sku", "price")),
    ("date_missing", ("number", "sku")),
    ("date_unreadable", ("number", "sku", "placed_at")),
    ("order_conflict", ("number", "sku", "field", "first", "other")),
    ("currency_unknown", ("number", "sku", "currency")),
    ("country_unknown", ("number", "sku", "country")),
    ("freight_unreadable", ("number", "sku", "freight")),
    ("discount_unreadable", ("number", "sku", "discount")),
    ("promise_unreadable", ("number", "sku", "promised_on")),
)
GOODS = 0
AT = {code: at for at, (code, _) in enumerate(OUTCOMES)}
MONEY = ("fee_line", "voucher_line", "freight_line", "discount_line")

# Number and shop tell orders apart: they stand in an index, whose entries have a limit.
MOST_SIGNS = {"number": 200, "shop": 100}

# Beyond these a number is a slip of the pen; within them the sums of a batch stay within 64 bits.
MOST_PIECES = 10_000_000
MOST_PRICE_MINOR = 2_000_000_000
MOST_VALUE_MINOR = 10_000_000_000_000  # of a line, and of an order's freight or discount
