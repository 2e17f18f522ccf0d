"""What a person or a program asks to do with pieces, read row by row: moves in, refusals out. Rows take effect in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fahuo.core.goods.days import FAR_YEARS, read_day
from fahuo.core.words import BinKind, MoveKind, Tracks

MOST = 1_000_000_000  # pieces in one row; more is a slip of the pen
LONGEST = 40  # signs of a lot's code
WRITE_OFFS = ("damaged", "expired", "lost", "sample", "other")


@dataclass(frozen=True)
class Verb:
    """What a verb does to pieces: which kind of move, and which ends it has. `kinds` are the bins it may end in, or begin in."""

    kind: MoveKind
    takes: bool = True  # out of a bin
    puts: bool = True  # into a bin
    out_of: BinKind | None = None  # the kind of bin it begins in, where nothing else is said
    into: BinKind | None = None  # the kind of bin it ends in, where nothing else is said
    only: bool = False  # the kind of bin is demanded, not only proposed
    reason: bool = False  # must be said


VERBS = {
    "receive": Verb(MoveKind.RECEIVED, takes=False, into=BinKind.RECEIVING),
    "put_away": Verb(MoveKind.PUT_AWAY, out_of=BinKind.RECEIVING, into=BinKind.STORAGE),
    "move": Verb(MoveKind.MOVED),
    "quarantine": Verb(MoveKind.MOVED, into=BinKind.QUARANTINE, only=True, reason=True),
    "release": Verb(MoveKind.MOVED, out_of=BinKind.QUARANTINE, only=True),
    "add": Verb(MoveKind.ADJUSTED, takes=False, reason=True),
    "remove": Verb(MoveKind.ADJUSTED, puts=False, reason=True),
    "write_off": Verb(MoveKind.WRITTEN_OFF, puts=False, reason=True),
    "restock": Verb(MoveKind.RETURNED, takes=False, into=BinKind.QUARANTINE, reason=True),
}


@dataclass(frozen=True)
class ProductSaid:
    """What must be known of a product to move it."""

    product_id: int
    sku: str
    tracks: str = Tracks.NONE
    expires: bool = False  # taken by FEFO: its lots need a last day
    kit: bool = False


@dataclass(frozen=True)
class BinSaid:
    """A bin by what people call it."""

    bin_id: int
    code: str
    kind: str = BinKind.STORAGE
    active: bool = True


@dataclass(frozen=True)
class LotSaid:
    """A lot of a product; without an id it is to be made."""

    code: str
    expires_on: date | None = None
    lot_id: int | None = None


@dataclass
class Book:
    """What is known when rows are read; `lying` and `free` change as rows take effect."""

    products: Mapping[str, ProductSaid]
    warehouses: Mapping[str, int]
    bins: Mapping[tuple[int, str], BinSaid]
    lots: dict[tuple[int, str], LotSaid] = field(default_factory=dict)
    lying: dict[tuple[int, int, str], int] = field(default_factory=dict)  # bin, product, lot's code ("" for none)
    free: dict[tuple[int, int], int] = field(default_factory=dict)  # product, warehouse: on hand less promised
    withheld: dict[tuple[int, int], int] = field(default_factory=dict)  # product, warehouse: in quarantine, or expired
    homes: Mapping[tuple[int, int, str], str] = field(default_factory=dict)  # product, warehouse, lot: where it is put away, a bin's code
    lots_apart: bool = False  # two lots of a product never lie in one storage bin

    def elsewhere(self, code: str) -> list[str]:
        """Warehouses that have a bin of this code."""
        return sorted(name for name, place in self.warehouses.items() if (place, code) in self.bins)


@dataclass(frozen=True)
class Step:
    """One move that may be made: ids where they are known, the lot by its code."""

    row: int
    kind: MoveKind
    product_id: int
    warehouse_id: int
    quantity: int
    from_bin_id: int | None
    to_bin_id: int | None  # None with `receives`: the ledger's own first bin
    lot: LotSaid | None
    reason: str
    reference: str
    key: str | None
    loses: bool = False  # pieces that could be promised can no longer be
    give_up: bool = False  # and orders that were promised them may lose them


@dataclass(frozen=True)
class Refused:
    """A row that cannot be done: its reason's code and values."""

    row: int
    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """Rows in = steps + refused."""

    steps: list[Step]
    refused: list[Refused]


class _No(Exception):
    """A row is refused: code and values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read_moves(asked: Iterable[Mapping[str, Any]], book: Book, on: date) -> Read:
    """Read rows with the fields verb, sku, warehouse, quantity, from, to, lot, expires_on, reason, reference, key, give_up.

    A bad row is refused, the others take effect one after the other in `book`: what one row puts down the next may take up.
    Rows whose fields are fine but whose pieces are not there are refused as well; so are those that take promised pieces away, by
    leaving or by going into quarantine, unless they say `give_up`.
    """
    steps: list[Step] = []
    refused: list[Refused] = []
    for row, said in enumerate(asked):
        try:
            steps.append(_take_effect(_step(row, said, book, on), said, book, on))
        except _No as no:
            refused.append(Refused(row, no.code, no.values))
    return Read(steps, refused)


def text(value: object) -> str:
    """A cell as text, tidied: no NUL, no space at its ends."""
    return "" if value is None else str(value).replace("\0", "").strip()


def whole(value: object) -> int:
    """A quantity above zero; refuses anything else."""
    shown = text(value)
    plain = shown[:-2] if shown.endswith(".0") else shown
    number = int(plain) if plain.isascii() and plain.lstrip("+-").isdigit() and len(plain) < 20 else None
    if isinstance(value, bool) or number is None or not 0 < number <= MOST:
        raise _No("move_quantity", value=shown[:40] or "-", most=MOST)
    return number


def _step(row: int, said: Mapping[str, Any], book: Book, on: date) -> Step:
    name = text(said.get("verb"))
    verb = VERBS.get(name)
    if verb is None:
        raise _No("move_verb_unknown", verb=name[:40] or "-", known=", ".join(VERBS))
    product, place, warehouse = _product(said, book), *_warehouse(said, book)
    quantity = whole(said.get("quantity"))
    source = _bin(said, "from", verb.out_of, verb.only, place, warehouse, book) if verb.takes else None
    lot = _lot_there(said, product, source, book) if source else None
    home = book.homes.get((product.product_id, place, lot.code if lot else "")) if name == "put_away" else None
    target = _bin(said, "to", verb.into, verb.only, place, warehouse, book, home, may_lack=name == "receive") if verb.puts else None
    if source and target and source.bin_id == target.bin_id:
        raise _No("move_bin_same", bin=source.code)
    lot = lot if source else _lot_coming(said, product, target, book, on)
    if book.lots_apart and target:
        _apart(product, target, lot.code if lot else "", book)
    reason = text(said.get("reason"))[:200]
    if verb.reason and not reason:
        raise _No("move_reason_missing", sku=product.sku)
    if name == "write_off" and reason.split(":")[0] not in WRITE_OFFS:
        raise _No("move_reason_unknown", reason=reason[:40], known=", ".join(WRITE_OFFS))
    ends = (source.bin_id if source else None, target.bin_id if target else None)
    key = text(said.get("key"))[:120] or None
    reference, give_up = text(said.get("reference"))[:80], bool(said.get("give_up"))
    return Step(row, verb.kind, product.product_id, place, quantity, *ends, lot, reason, reference, key, give_up=give_up)


def _product(said: Mapping[str, Any], book: Book) -> ProductSaid:
    sku = text(said.get("sku"))
    product = book.products.get(sku)
    if product is None:
        raise _No("move_product_unknown", sku=sku[:80] or "-")
    if product.kit:
        raise _No("move_is_kit", sku=sku)
    return product


def _warehouse(said: Mapping[str, Any], book: Book) -> tuple[int, str]:
    code = text(said.get("warehouse"))
    if not code and len(book.warehouses) == 1:
        code = next(iter(book.warehouses))
    if code not in book.warehouses:
        raise _No("move_warehouse_unknown", warehouse=code[:40] or "-", known=", ".join(sorted(book.warehouses)))
    return book.warehouses[code], code


def _bin(
    said: Mapping[str, Any],
    end: str,
    kind: BinKind | None,
    only: bool,
    place: int,
    warehouse: str,
    book: Book,
    home: str | None = None,
    *,
    may_lack: bool = False,
) -> BinSaid | None:
    """The bin at one end: as said, else the product's own, else the first of the verb's kind."""
    code = text(said.get(end))
    if not code:
        found = book.bins.get((place, home or "")) or _first(book, place, kind)
        if found is None and not may_lack:
            raise _No("move_bin_missing", end=end, warehouse=warehouse)
        return found
    found = book.bins.get((place, code))
    if found is None:
        others = book.elsewhere(code)
        if others:
            raise _No("move_bin_elsewhere", bin=code[:40], warehouse=warehouse, other=", ".join(others))
        raise _No("move_bin_unknown", bin=code[:40], warehouse=warehouse)
    if found.kind == BinKind.PACKING:
        raise _No("move_bin_packing", bin=found.code)
    if end == "to" and not found.active:
        raise _No("move_bin_unused", bin=found.code)
    if only and kind is not None and found.kind != kind:
        raise _No("move_bin_kind", bin=found.code, kind=found.kind, wanted=kind.value)
    return found


def _first(book: Book, place: int, kind: BinKind | None) -> BinSaid | None:
    return next((b for (at, _), b in book.bins.items() if at == place and b.kind == kind and b.active), None) if kind else None


def _lot_there(said: Mapping[str, Any], product: ProductSaid, source: BinSaid, book: Book) -> LotSaid | None:
    """The lot that is taken: as said; without a word the only one that lies there."""
    code = text(said.get("lot"))
    if code:
        return _known(code, product, book)
    there = sorted(lot for (at, p, lot), n in book.lying.items() if at == source.bin_id and p == product.product_id and n > 0)
    if len(there) > 1 and "" not in there:
        raise _No("move_lot_choose", sku=product.sku, bin=source.code, lots=", ".join(there[:8]))
    only = there[0] if len(there) == 1 else ""
    return book.lots[product.product_id, only] if only else None


def _apart(product: ProductSaid, target: BinSaid, lot: str, book: Book) -> None:
    """Refuse a storage bin in which another lot of the product lies."""
    others = sorted(
        code for (b, p, code), n in book.lying.items() if b == target.bin_id and p == product.product_id and code != lot and n > 0
    )
    if others and target.kind == BinKind.STORAGE:
        raise _No("move_lots_apart", bin=target.code, sku=product.sku, lot=lot or "-", lots=", ".join(code or "-" for code in others[:5]))


def _known(code: str, product: ProductSaid, book: Book) -> LotSaid:
    found = book.lots.get((product.product_id, code))
    if found is None:
        others = sorted({p.sku for p in book.products.values() if (p.product_id, code) in book.lots})
        if others:
            raise _No("move_lot_elsewhere", lot=code[:40], sku=product.sku, other=", ".join(others[:3]))
        raise _No("move_lot_unknown", lot=code[:40], sku=product.sku)
    return found


def _lot_coming(said: Mapping[str, Any], product: ProductSaid, target: BinSaid | None, book: Book, on: date) -> LotSaid | None:
    """The lot of pieces that come in: known, or to be made; with its last day where the product wants one."""
    code, shown = text(said.get("lot")), text(said.get("expires_on"))
    day = read_day(shown)
    if shown and day is None:
        raise _No("move_expiry_unreadable", value=shown[:40], sku=product.sku)
    if day is not None and day.year > on.year + FAR_YEARS:
        raise _No("move_expiry_far", value=day.isoformat(), sku=product.sku)
    if len(code) > LONGEST:
        raise _No("move_lot_long", lot=code[:20], signs=len(code), most=LONGEST)
    if not code and day is not None:
        code = day.isoformat()
    if not code:
        if product.tracks == Tracks.LOT or product.expires:
            raise _No("move_lot_missing", sku=product.sku)
        return None
    known = book.lots.get((product.product_id, code))
    if known and known.expires_on and day and known.expires_on != day:
        raise _No("move_expiry_differs", lot=code, sku=product.sku, known=known.expires_on.isoformat(), said=day.isoformat())
    lot = LotSaid(code, day or (known.expires_on if known else None), known.lot_id if known else None)
    if product.expires and lot.expires_on is None:
        raise _No("move_expiry_missing", sku=product.sku, lot=code)
    if lot.expires_on and lot.expires_on <= on and (target is None or target.kind != BinKind.QUARANTINE):
        raise _No("move_expiry_past", value=lot.expires_on.isoformat(), sku=product.sku, lot=code)
    return lot


def _take_effect(step: Step, said: Mapping[str, Any], book: Book, on: date) -> Step:
    """Change what lies where; refuse what is not there, or is promised. The step comes back with what it loses."""
    lot = step.lot.code if step.lot else ""
    sku, warehouse = text(said.get("sku")), next(code for code, place in book.warehouses.items() if place == step.warehouse_id)
    spot = (step.product_id, step.warehouse_id)
    leaves, came = _withheld(step.from_bin_id, step, book, on), _withheld(step.to_bin_id, step, book, on)
    out, into = step.from_bin_id is not None, step.to_bin_id is not None or step.from_bin_id is None
    loses = out and not leaves and (not into or came)
    if step.from_bin_id is not None:
        key = (step.from_bin_id, step.product_id, lot)
        there = book.lying.get(key, 0)
        if there < step.quantity:
            code = next(b.code for b in book.bins.values() if b.bin_id == step.from_bin_id)
            raise _No("stock_not_there", sku=sku, warehouse=warehouse, bin=code, lot=lot or "-", asked=step.quantity, there=there)
        # what is withheld may leave as long as the promises are covered by what is on hand; what is not, only where nobody was promised it
        free, held = book.free.get(spot, 0), book.withheld.get(spot, 0)
        if (loses and free - held < step.quantity and not step.give_up) or (leaves and not into and free < step.quantity):
            whole_there = sum(n for (b, p, _), n in book.lying.items() if p == step.product_id and _at(b, step.warehouse_id, book))
            raise _No(
                "stock_is_promised", sku=sku, warehouse=warehouse, asked=step.quantity, there=whole_there, promised=whole_there - free
            )
        book.lying[key] = there - step.quantity
    if step.lot:
        known = book.lots.get((step.product_id, lot))
        book.lots[step.product_id, lot] = replace(step.lot, lot_id=known.lot_id if known else None)
    if step.to_bin_id is not None:
        key = (step.to_bin_id, step.product_id, lot)
        book.lying[key] = book.lying.get(key, 0) + step.quantity
    book.free[spot] = book.free.get(spot, 0) + step.quantity * (into - out)
    book.withheld[spot] = book.withheld.get(spot, 0) + step.quantity * ((into and came) - (out and leaves))
    return replace(step, loses=loses)


def _withheld(bin_id: int | None, step: Step, book: Book, on: date) -> bool:
    """Whether pieces of a step are withheld from promises in this bin: it is quarantine, or their lot is expired."""
    quarantine = any(b.bin_id == bin_id and b.kind == BinKind.QUARANTINE for b in book.bins.values())
    return quarantine or (step.lot is not None and step.lot.expires_on is not None and step.lot.expires_on <= on)


def _at(bin_id: int, warehouse_id: int, book: Book) -> bool:
    return any(b.bin_id == bin_id for (place, _), b in book.bins.items() if place == warehouse_id)


def by_lot(steps: Iterable[Step]) -> dict[tuple[int, str], LotSaid]:
    """The lots that steps speak of and that are not there yet, or get their last day now."""
    found: dict[tuple[int, str], LotSaid] = defaultdict()
    for step in steps:
        if step.lot and step.from_bin_id is None:
            found[step.product_id, step.lot.code] = step.lot
    return dict(found)
