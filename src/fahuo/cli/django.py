"""Commands that need the database start Django here; the others never do."""

from __future__ import annotations

import os
import subprocess
import sys

from fahuo.cli.main import Problem


def start() -> None:
    """Start Django; a database that cannot be reached is a sentence, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fahuo.config.settings")
    import django
    from django.db import OperationalError, connection

    try:
        django.setup()
        connection.ensure_connection()
    except (OperationalError, subprocess.SubprocessError, OSError, ValueError) as error:
        raise Problem(
            f"the database cannot be reached: {str(error).strip()}\nRun `fahuo doctor` to see what is wrong and how to mend it."
        ) from None


def migrate() -> None:
    """Bring the tables up to this version."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def kept_merchant(code: str | None):  # type: ignore[no-untyped-def]
    """The merchant with this code, or the only one; None where none was named and there is no database yet, or nobody in it. Makes nothing."""
    from fahuo.records.home import has_database

    if not has_database():
        if code is None:
            return None
        raise Problem(f"there is no merchant {code!r}: there is no database yet; `fahuo rates import` and `fahuo demo` make one")
    start()
    migrate()
    from fahuo.records.models import Merchant

    return merchant(code) if code is not None or Merchant.objects.exists() else None


def merchant(code: str | None):  # type: ignore[no-untyped-def]
    """The merchant with this code, or the only one there is; on an empty database the sample's."""
    from fahuo.flow import seed
    from fahuo.records.models import Merchant

    known = list(Merchant.objects.order_by("code"))
    if not known and code is None:
        # a first try of a command should work on an empty database; standard output stays the command's own
        return seed.sample_merchant(lambda text: print(f"no merchant yet: {text} with an invented one", file=sys.stderr))
    chosen = [m for m in known if code is None or m.code == code]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(m.code for m in known) or "none yet: `fahuo demo` makes a sample one"
    raise Problem(f"name a merchant with --merchant; there are: {names}")
