"""What a messenger must answer: take one message to one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One message. `key` makes it one however often it is sent."""

    key: str
    to: str
    language: str
    subject: str
    text: str


class Messenger(Protocol):
    """A way to reach people. May raise Refused, Unanswered or Denied (answers.py), and nothing else on purpose."""

    def send(self, message: Message) -> None:
        """Hand the message over. The same key again sends nothing."""
        ...
