"""Kits as they are set up: no kit contains itself, however deep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def contains(parts: Mapping[int, Iterable[int]], inside: Iterable[int], kit: int) -> int | None:
    """Of these parts the first in which a kit lies, directly or in the parts of its parts; None where it lies in none.

    >>> contains({2: [3], 3: [1]}, [9, 2], 1), contains({2: [3]}, [9, 2], 1)
    (2, None)
    """
    for top in inside:
        seen, todo = {top}, [top]
        while todo:
            part = todo.pop()
            if part == kit:
                return top
            fresh = [p for p in parts.get(part, ()) if p not in seen]
            seen.update(fresh)
            todo += fresh
    return None
