"""The world's clock: `speed` seconds pass in one. It stands still while the world is down, and never goes back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Lock

FASTEST = 1_000_000.0


class Clock:
    """World time in microseconds since 1970. Whoever keeps it on disk asks for `now_us` and starts another from there."""

    def __init__(self, now_us: int, speed: float) -> None:
        self._lock = Lock()
        self._at_us, self._since, self.speed = now_us, time.monotonic(), speed

    def now_us(self) -> int:
        """What time it is."""
        with self._lock:
            return self._now()

    def _now(self) -> int:
        return self._at_us + int((time.monotonic() - self._since) * self.speed * 1_000_000)

    def set(self, *, speed: float | None = None, step_s: float = 0.0, now_us: int | None = None) -> None:
        """Change the speed (0 stops), step forward, or go to a later time. ValueError says what is not possible."""
        if speed is not None and not 0 <= speed <= FASTEST:
            raise ValueError(f"speed is between 0 and {FASTEST:,.0f}, not {speed}")
        if not 0 <= step_s <= 86_400 * 366:
            raise ValueError(f"step_s is between 0 and a year of seconds, not {step_s}")
        with self._lock:
            now = self._now()
            if now_us is not None and now_us < now:
                raise ValueError(f"the clock shows {iso(now)} and does not go back to {iso(now_us)}")
            self._at_us, self._since = (now if now_us is None else now_us) + int(step_s * 1_000_000), time.monotonic()
            self.speed = self.speed if speed is None else float(speed)


def iso(us: int) -> str:
    """ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(us // 1_000_000, UTC).isoformat(timespec="seconds")


def micros(text: str) -> int:
    """Microseconds since 1970 of an ISO 8601 time; without an offset it is UTC. ValueError if it cannot be read."""
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000_000)
