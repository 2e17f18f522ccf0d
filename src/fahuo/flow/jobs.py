"""The queue: every job is a sweep that looks at the tables, does what is owed, and may be killed and run again at any moment.

Jobs are deferred in the transaction that makes them due. Nothing is kept in a job's arguments but whose work it is.
"""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from fahuo.records.clock import now

HEARTBEAT_S = 5.0
STALLED_S = 15.0


def defer(task: str, **arguments: int) -> None:
    """Put a job into the queue unless the same one waits there already."""
    lock = ":".join([task, *(str(v) for v in arguments.values())])
    try:
        with transaction.atomic():  # a savepoint: where the job is there already, only this is undone
            app.configure_task(f"fahuo.flow.jobs.{task}", queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        return  # it has not begun, so it will see our rows too


@app.task
def import_file(import_id: int) -> None:
    """Take the rest of an import's file through steps 1 to 4."""
    from fahuo.flow import imports

    imports.run(import_id, now)


@app.task(retry=10)
def buy_labels(merchant_id: int) -> None:
    """Ask carriers for the labels that are owed."""
    from fahuo.flow import calls

    calls.buy_labels(merchant_id, now)


@app.task(retry=10)
def buy_covers(merchant_id: int) -> None:
    """Buy the policies that are owed, and ask back the premiums that are."""
    from fahuo.flow import cover_calls

    cover_calls.buy_covers(merchant_id, now)


@app.task(retry=10)
def lodge(merchant_id: int) -> None:
    """Lodge entries that are owed at the destinations' customs."""
    from fahuo.flow import calls

    calls.lodge_entries(merchant_id, now)


@app.task(retry=10)
def collect(merchant_id: int) -> None:
    """Book the collections of standing bookings that are due, and ask carriers for what they have not answered."""
    from fahuo.flow.collecting import standing

    standing.run(merchant_id, now)


@app.task
def plan_waiting(merchant_id: int, product_id: int) -> None:
    """Plan the many orders that waited for a product; each batch is its own transaction."""
    from fahuo.flow import prepare

    prepare.plan_waiting(merchant_id, product_id, now)


@app.task
def plan_refused(merchant_id: int) -> None:
    """A catalogue came: plan the orders that waited for products."""
    from fahuo.flow import prepare

    prepare.plan_refused(merchant_id, now)


@app.task
def read_price_table(table_id: int) -> None:
    """Read a large price table."""
    from fahuo.flow import price_readings

    price_readings.run(table_id)


@app.task
def print_papers(job_id: int) -> None:
    """Print the papers of a job."""
    from fahuo.flow import printing

    printing.run_job(job_id, now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Once a minute: open cases for what is late or silent, and take up what a crash left lying."""
    from fahuo.flow import chain

    chain.sweep(now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="look_together")
def look_together(timestamp: int) -> None:
    """Every ten minutes: better ways to send the open orders of buyers who have several."""
    from fahuo.flow import chain
    from fahuo.flow.joint import look
    from fahuo.records.models import Merchant

    for merchant in Merchant.objects.order_by("pk"):
        look.look_all(merchant, now())
        if merchant.joint_wait_h:
            chain.wake_labels(merchant)  # of those that have waited long enough


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="learn_days")
def learn_days(timestamp: int) -> None:
    """Once a night: transit days are learnt from the parcels that came, and from those that did not come yet."""
    from fahuo.flow import learning

    learning.learn_all(now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget_live")
def forget_live(timestamp: int) -> None:
    """Once a night: what carriers told of parcels that were only thought of goes after a month."""
    from fahuo.steps.methods import live

    live.forget(now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="revive")
async def revive(timestamp: int) -> None:
    """Once a minute: jobs whose worker died are put back into the queue."""
    await revive_stalled()


async def revive_stalled() -> None:
    """Put jobs back whose worker has given no sign of life for a while. Where the same job waits already, that one will do the work."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job_by_id_async(job_id=int(job.id or 0), status=Status.FAILED, delete_job=True)
