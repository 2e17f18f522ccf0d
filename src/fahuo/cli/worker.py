"""fahuo worker: work off the queue."""

from __future__ import annotations

import argparse
import asyncio

from fahuo.cli import django
from fahuo.cli.numbers import above_zero


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="work off what is due now and end")
    parser.add_argument("--concurrency", type=above_zero, default=2, metavar="N", help="jobs at the same time (default 2)")
    parser.add_argument("--json", action="store_true", help="print what was done as one JSON object at the end")


def run(args: argparse.Namespace) -> int:
    django.start()
    from procrastinate.contrib.django import app

    from fahuo.flow import jobs
    from fahuo.flow.chain import sweep
    from fahuo.records.clock import now

    sweep(now())  # whatever a crash left lying is due at once

    async def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            async with worker.open_async():
                await jobs.revive_stalled()
                await worker.run_worker_async(
                    wait=not args.once,
                    concurrency=args.concurrency,
                    fetch_job_polling_interval=1.0,
                    update_heartbeat_interval=jobs.HEARTBEAT_S,
                    stalled_worker_timeout=jobs.STALLED_S,
                    delete_jobs="successful",
                )

    asyncio.run(work())
    if args.json:
        print('{"done": true}')
    return 0
