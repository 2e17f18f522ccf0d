"""fahuo rates import of a forwarder's workbook or CSV: what was understood, what is asked, and the card."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fahuo.cli import django
from fahuo.cli.main import Problem
from fahuo.core.methods.price_tables.read import Found, Given, Understood
from fahuo.core.methods.price_tables.report import as_json
from fahuo.core.methods.write import write_toml
from fahuo.plugins.reading.faults import Told

ENDS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv")
_SHOWN = 30


def configure(parser: argparse.ArgumentParser) -> None:
    """The options that only a price table needs."""
    parser.add_argument("--answers", type=Path, metavar="FILE", help="for a workbook or CSV: answers as JSON, {question: answer}")
    parser.add_argument("--accept-proposed", action="store_true", help="for a workbook or CSV: take the proposed answer where there is one")
    parser.add_argument(
        "--into", default="", metavar="CODE", help="for a workbook or CSV: the service that it is for, where its name does not say"
    )
    parser.add_argument("--toml", action="store_true", help="for a workbook or CSV: print the cards in the open format")


def is_table(path: Path) -> bool:
    """Whether a file is a forwarder's table, not a card in the open format."""
    return path.suffix.lower() in ENDS


def run(args: argparse.Namespace) -> int:
    """Read the table; store its cards unless it is a dry run. 1 where something is asked."""
    answers = _answers(args.answers)
    content, name = args.file.read_bytes(), args.file.name
    merchant = None
    given = Given(origins=("CN",), on=_today(), into=args.into)
    if not args.dry_run:
        django.start()
        django.migrate()
        from fahuo.flow import price_tables

        merchant = django.merchant(args.merchant)
        given = price_tables.given(merchant, _today(), args.into)
    found = _read(content, name, answers, given, args.accept_proposed)
    stored: list[dict[str, Any]] = []
    if merchant is not None and found.complete:
        stored = _store(merchant, content, name, args.into, answers)
    _print(args, found, stored)
    return 0 if found.complete else 1


def _read(content: bytes, name: str, answers: dict[str, str], given: Given, proposed: bool) -> Understood:
    """The table with its answers; with `proposed` questions that have a proposal are answered by it until none is left."""
    from fahuo.core.methods.price_tables.read import read_book
    from fahuo.countries.names import resolve
    from fahuo.plugins.price_tables.client import read_sheets

    try:
        book = read_sheets(content, name)
    except Told as problem:
        raise Problem(problem.en) from None
    found = read_book(book, resolve, answers, given)
    while proposed:
        more = {q.key: q.proposed for q in found.questions if q.proposed and q.key not in answers}
        if not more:
            break
        answers.update(more)  # type: ignore[arg-type]
        found = read_book(book, resolve, answers, given)
    return found


def _store(merchant: Any, content: bytes, name: str, into: str, answers: dict[str, str]) -> list[dict[str, Any]]:
    from fahuo.flow import price_readings, price_tables
    from fahuo.records.clock import now

    try:
        table = price_tables.start(merchant, name, content, into, "command line", now())
        price_readings.run(table.pk)  # a large one; otherwise there is nothing to do
        price_tables.answer(merchant, table.pk, answers, now())
        price_readings.run(table.pk)
        return [
            {"code": t["code"], "became": "changed" if t["before"] else "new"}
            for t in price_tables.accept(merchant, table.pk, "command line", now())
        ]
    except price_tables.NotPossible as problem:
        raise Problem(problem.en) from None


def _today() -> date:
    return datetime.now(UTC).date()


def _answers(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise Problem(
            f"{path} holds no answers ({' '.join(str(fault).split())[:80]}): write a JSON object of question and answer"
        ) from None
    if not isinstance(found, dict):
        raise Problem(f"{path} holds no answers: write a JSON object of question and answer")
    return {str(k): v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in found.items()}


def _print(args: argparse.Namespace, found: Understood, stored: list[dict[str, Any]]) -> None:
    if args.json:
        print(json.dumps(as_json(found) | {"stored": bool(stored), "services": stored}, ensure_ascii=False))
        return
    if args.toml and found.complete:
        print("\n".join(write_toml(f.document) for f in found.found if f.document), end="")
        return
    for line in _lines(found):
        print(line)
    for one in stored:
        print(f"{one['code']}: {one['became']}")


def _lines(found: Understood) -> list[str]:
    lines = [f"understood: {_at(fact.places)} {fact.say('en')} ({fact.sure} %)" for fact in found.facts[:_SHOWN]]
    lines += [f"understood: ... and {len(found.facts) - _SHOWN} more"] if len(found.facts) > _SHOWN else []
    for service in found.found:
        lines.append(f"service {service.name}: {_summary(service)}")
        lines += [f"  {fault.say('en')}" for fault in service.faults]
    if not found.found:
        lines.append("no table of prices was found: a header with words such as 国家, 重量, 运费, Country, Weight, Price is needed")
    for question in found.questions:
        lines.append(f"question: {_at(question.places)} {question.say('en')}")
        lines.append(f"  key: {question.key}")
        if question.choices:
            lines.append("  " + " | ".join(f"{c.value}{' (proposed)' if c.proposed else ''}" for c in question.choices))
    if found.questions:
        lines.append("nothing is stored; write the answers into a JSON file and give it with --answers")
    return lines


def _summary(service: Found) -> str:
    if service.document is None:
        return "open"
    card = service.document["cards"][0]
    bands = sum(len(zone["bands"]) for zone in card["zones"])
    return f"{service.document['code']} from {card['valid_from']}: {card['currency']}, {len(card['zones'])} zones, {bands} bands"


def _at(places: tuple[Any, ...]) -> str:
    shown = ", ".join(str(p) for p in places[:3])
    return f"{shown}{' ...' if len(places) > 3 else ''}:" if shown else ""
