"""Django's settings for tests: the product's own, over a data folder that is never the user's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# As root PostgreSQL runs under a user of its own, who must reach the folder.
_PLACE = "/var/lib/fahuo-tests" if os.geteuid() == 0 else str(Path(tempfile.gettempdir()) / f"fahuo-tests-{os.geteuid()}")
os.environ["FAHUO_HOME"] = os.environ.get("FAHUO_TEST_HOME", _PLACE)
os.environ.setdefault("FAHUO_SECRET_KEY", "for-tests-only-" + "x" * 40)
os.environ.pop("DATABASE_URL", None) if "FAHUO_TEST_DATABASE_URL" not in os.environ else os.environ.update(
    DATABASE_URL=os.environ["FAHUO_TEST_DATABASE_URL"]
)

from fahuo.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
