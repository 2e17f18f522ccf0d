"""Pages of a long list by place, not by number: the next page begins after the last row seen, however deep one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True)
class Slice:
    """One page of rows and the places to go on from."""

    rows: Sequence[Any]
    earlier: str  # place for "before=", or empty on the first page
    later: str  # place for "after=", or empty on the last page


def by_place(
    request: HttpRequest, read: Callable[[int, Any, bool], list[Any]], place: Callable[[Any], str], parse: Callable[[str], Any]
) -> Slice:
    """Read one page with read(limit, place or None, backwards). One row more than shown says whether there is another page."""
    after, before = parse(request.GET.get("after", "")), parse(request.GET.get("before", ""))
    if before is not None:
        rows = read(SIZE + 1, before, True)
        more, rows = len(rows) > SIZE, rows[-SIZE:]
        return Slice(rows, place(rows[0]) if rows and more else "", place(rows[-1]) if rows else "")
    rows = read(SIZE + 1, after, False)
    more, rows = len(rows) > SIZE, rows[:SIZE]
    return Slice(rows, place(rows[0]) if rows and after is not None else "", place(rows[-1]) if more else "")


def moment_place(at: datetime, row_id: int) -> str:
    """A place in a list by time: microseconds and the row's id."""
    return f"{at.isoformat()}_{row_id}"


def moment_of(text: str) -> tuple[datetime, int] | None:
    """The place that a page's address names; None where it names none."""
    at, _, row_id = text.rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(row_id)) if moment.tzinfo else None
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    """A place in a list by id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def numbered(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = SIZE) -> Page[Any]:
    """A page by number, for lists that stay short enough to count."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
