"""A real Chromium for tests: a page that fails the test on a script's fault or a server's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: apt-get install chromium"),
]


@contextmanager
def chromium_page(base_url: str | None = None, **options: Any) -> Iterator[Any]:
    """A page in the browser; what goes wrong in it while it is open fails the test."""
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread; the database is used between its calls, never inside one
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            wanted = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 1000}} | options
            context = chromium.new_context(base_url=base_url, **wanted)
            opened = context.new_page()
            faults: list[str] = []
            opened.on("pageerror", lambda error: faults.append(str(error)))
            opened.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
            opened.set_default_timeout(60_000)
            yield opened
            assert faults == []
            context.close()
            chromium.close()
            if base_url:
                connections.close_all()  # while a loop runs, Django keeps connections of their own for it
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
