"""A large price table is read by a job: with progress, once for each set of answers, and a file that cannot be read says why."""

from __future__ import annotations

from typing import Any

import pytest

from fahuo.core.methods.price_tables.kept import from_plain, to_plain
from fahuo.flow import price_readings, price_tables
from fahuo.flow.said import NotPossible
from fahuo.records.models import Merchant
from fahuo.steps.methods.models import PriceReading, Service
from tests import scene
from tests.flow.test_price_tables import CODE, GERMANY, start, table

pytestmark = pytest.mark.django_db
ODD: list[Any] = ["申根组", "0-30", 11, 5, "8-12天"]


@pytest.fixture
def merchant(monkeypatch: pytest.MonkeyPatch) -> Merchant:
    monkeypatch.setattr(price_tables, "LARGE", 10)
    return scene.sample_merchant()


def test_a_large_table_waits_for_its_job_and_is_then_what_a_small_one_is(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = start(merchant, table(GERMANY, ODD))
    with pytest.raises(NotPossible, match="still being read"):
        price_tables.understood(kept)
    with pytest.raises(NotPossible, match="still being read"):
        price_tables.answer(merchant, kept.pk, {"place:申根组": "FR"}, scene.NOON)
    price_readings.run(kept.pk)
    found = price_tables.understood(kept)
    assert [q.key for q in found.questions] == ["place:申根组"]
    monkeypatch.setattr(price_tables, "LARGE", 10**9)
    small = price_tables.understood(kept)
    assert (found.questions, found.facts, set(found.read), set(found.keys)) == (
        small.questions,
        small.facts,
        set(small.read),
        set(small.keys),
    )


def test_an_answer_is_read_with_by_another_run_and_the_card_is_taken_in(merchant: Merchant) -> None:
    kept = start(merchant, table(GERMANY, ODD))
    price_readings.run(kept.pk)
    price_tables.answer(merchant, kept.pk, {"place:申根组": "FR,BE"}, scene.NOON)
    with pytest.raises(NotPossible, match="still being read"):
        price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    price_readings.run(kept.pk)
    before = Service.objects.get(code=CODE).card
    price_tables.accept(merchant, kept.pk, "ann", scene.NOON)
    assert Service.objects.get(code=CODE).card != before
    price_tables.undo(merchant, kept.pk, "ann", scene.NOON)
    assert Service.objects.get(code=CODE).card == before


def test_a_reading_of_other_cards_is_made_again(merchant: Merchant) -> None:
    kept = start(merchant, table(GERMANY))
    price_readings.run(kept.pk)
    assert price_tables.understood(kept).complete
    row = Service.objects.get(code=CODE)
    Service.objects.filter(pk=row.pk).update(card=row.card + "\n# changed\n")
    with pytest.raises(NotPossible, match="still being read"):
        price_tables.understood(kept)
    price_readings.run(kept.pk)
    price_readings.run(kept.pk)  # once more does no harm
    assert price_tables.understood(kept).complete


def test_a_large_file_that_cannot_be_read_says_why_and_a_fault_of_ours_too(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = start(merchant, table(GERMANY)[:2000])
    price_readings.run(kept.pk)
    with pytest.raises(NotPossible, match="broken workbook"):
        price_tables.understood(kept)
    other = start(merchant, table(GERMANY, ODD))

    def breaks(*given: object) -> None:
        raise RuntimeError("a slip")

    monkeypatch.setattr(price_readings, "read_book", breaks)
    with pytest.raises(RuntimeError):
        price_readings.run(other.pk)
    with pytest.raises(NotPossible, match="RuntimeError: a slip"):
        price_tables.understood(other)


def test_progress_is_written_while_the_job_is_at_it(merchant: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = start(merchant, table(GERMANY))
    seen: list[tuple[str, int, int]] = []

    def watched(*given: Any) -> Any:
        from fahuo.core.methods.price_tables.read import read_book

        progress = given[4]

        def tell(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            row = PriceReading.objects.get(table=kept)
            seen.append((row.stage, row.done, row.total))

        return read_book(*given[:4], tell)

    monkeypatch.setattr(price_readings, "_EVERY_S", 0.0)
    monkeypatch.setattr(price_readings, "read_book", watched)
    price_readings.run(kept.pk)
    assert seen == [("sheets", 0, 1), ("services", 0, 1)]


def test_what_is_kept_is_what_was_understood(merchant: Merchant) -> None:
    kept = start(merchant, table(GERMANY, ODD, ["法国", "0-30", "面议", 5, "8-12天"]))
    found = price_tables.read_file(bytes(kept.content), kept.name)
    again = from_plain(to_plain(found))
    assert (again.questions, again.facts, set(again.read)) == (found.questions, found.facts, set(found.read))
