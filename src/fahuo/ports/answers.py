"""The three ways in which an outside system may not do what it was asked."""

from __future__ import annotations


class Refused(Exception):
    """It understood and said no: asking again with the same data is useless. `said` is its own sentence, `code` its own code."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(f"{code}: {said}")
        self.code, self.said = code, said


class Unanswered(Exception):
    """No answer that can be used: time-out, broken connection, its own fault, too many calls. Ask again later under the same key."""

    def __init__(self, said: str, retry_after_s: float | None = None) -> None:
        super().__init__(said)
        self.said, self.retry_after_s = said, retry_after_s


class Denied(Exception):
    """It does not let us in: the account's address or secret is wrong. No parcel is to blame."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said
