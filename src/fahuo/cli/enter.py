"""fahuo enter: a link that logs a user in, once."""

from __future__ import annotations

import argparse
import json

from fahuo.cli import django
from fahuo.cli.main import Problem


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", nargs="?", default="operator", help="user name (default: operator, the sample world's)")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where fahuo is served (default http://127.0.0.1:8000)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    django.start()
    from fahuo.console.enter import path_for
    from fahuo.records.models import User

    user = User.objects.filter(username=args.user, is_active=True).first()
    if user is None:
        known = ", ".join(User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)[:20])
        raise Problem(f"there is no active user {args.user!r}; known: {known or 'none yet: `fahuo demo` makes a sample one'}")
    link = args.address.rstrip("/") + path_for(user)
    print(json.dumps({"address": link}) if args.json else f"{link}\n(good for one login within ten minutes)")
    return 0
