"""Calls to the outside that somebody waits for: all at once, with one time limit. The threads that make them never touch the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Thread
from typing import TypeVar

Key, Answer = TypeVar("Key"), TypeVar("Answer")
AT_ONCE = 12  # calls in flight


def as_they_come(
    calls: Mapping[Key, Callable[[], Answer]], limit_s: float, close: Callable[[], None]
) -> Iterator[tuple[Key, Answer | Exception]]:
    """Each call's answer when it comes, or the exception that stood for it; those that are late do not come at all.

    `close` is called when the last call has ended, which may be long after: who is late ends in its own time.
    """
    if not calls:
        close()
        return
    pool = ThreadPoolExecutor(min(AT_ONCE, len(calls)))
    waiting: dict[Future[Answer], Key] = {pool.submit(call): key for key, call in calls.items()}
    until = time.monotonic() + limit_s
    try:
        while waiting:
            done, _ = wait(waiting, timeout=max(0.0, until - time.monotonic()), return_when=FIRST_COMPLETED)
            if not done:
                return
            for future in done:
                yield waiting.pop(future), _answer(future)
    finally:
        Thread(target=_end, args=(pool, close), daemon=True).start()


def _answer(future: Future[Answer]) -> Answer | Exception:
    try:
        return future.result()
    except Exception as error:
        return error


def _end(pool: ThreadPoolExecutor, close: Callable[[], None]) -> None:
    pool.shutdown(wait=True, cancel_futures=True)
    close()
