"""Days in notes and titles: from when prices hold, and until when."""

from __future__ import annotations

import re
from datetime import date

from fahuo.core.methods.price_tables.moments import Found, day_after, days_in, is_about_days
from fahuo.core.methods.price_tables.rules import Line, Rules
from fahuo.core.methods.price_tables.said import Choice, Desk


class Days:
    """Takes days down."""

    def __init__(self, rules: Rules, desk: Desk, on: date | None) -> None:
        """`on`: the day on which the file came, for proposals."""
        self.rules, self.desk, self.on = rules, desk, on

    def take(self, rest: str, line: Line, title: bool = False) -> str:
        """Effective dates; a day that no word calls one is left for the question."""
        found = days_in(rest)
        if not found or not (title or is_about_days(line.text) or len(rest.strip()) <= 30):
            return rest
        for day in reversed(found):
            rest = rest[: day.begin] + rest[day.end :]
            self._day(day, line)
        return re.sub(
            r"价格?(?:表)?(?:的)?|报价(?:表)?|生效(?:日期|时间)?|执行(?:日期|时间)?|有效期(?:至|自|从|为)?|起用?|开始|截止(?:日期)?|自|从|至|到|日期|更新(?:时间|日期)?"
            r"|effective(?: date| from)?|valid(?: from| to| until| till)?|from|until|prices?|rates?|date|as of|in force|[-~:]",
            "",
            rest,
            flags=re.IGNORECASE,
        )

    def _day(self, found: Found, line: Line) -> None:
        day = found.day
        if found.what in ("now", "half", "either"):
            choices = [Choice(d.isoformat(), d.isoformat(), d.isoformat(), n) for d, n in self._meant(found)]
            self.rules.day_asked = True
            day = self.desk.ask("which_day", f"{found.text}", [line.place], read_day, choices, "day", text=line.text, day=found.text)
        if day is None:
            return
        if found.what == "until" or found.until:
            self.rules.valid_to = day_after(day)
            self.desk.tell("valid_to", [line.place], 95, day=day, text=line.text)
        elif self.rules.valid_from is None or day > self.rules.valid_from:
            self.rules.valid_from = day
            self.desk.tell("valid_from", [line.place], 95 if is_about_days(line.text) else 85, day=day, text=line.text)

    def _meant(self, found: Found) -> list[tuple[date, bool]]:
        """The days that a day without a year, or "即日起", may be; the one next to the day on which the file came is proposed."""
        if found.what == "either":
            return [(d, False) for d in (found.day, found.other) if d]
        on = self.on
        if on is None:
            return []
        if found.day is None:
            return [(on, True)]
        years = [d for year in (on.year - 1, on.year, on.year + 1) if (d := _in_year(found.day, year))]
        return [(min(years, key=lambda d: abs((d - on).days)), True)] if years else []


def read_day(answer: str) -> date | None:
    """A day as 2026-07-01, or None."""
    found = days_in(answer)
    return found[0].day if len(found) == 1 and found[0].what in ("from", "until") else None


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
