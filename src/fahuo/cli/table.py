"""The counts of a command as a table for people."""

from __future__ import annotations

from typing import Any


def show(answer: dict[str, Any]) -> None:
    """One line for each count; reasons by how often they were said, the most frequent first; sentences as notes."""
    for name, value in answer.items():
        if isinstance(value, dict):
            for code, count in sorted(value.items(), key=lambda item: (-item[1], item[0])):
                print(f"{name[:-1]:>16} {count:>12,}  {code}")
        elif isinstance(value, list):
            for sentence in value:
                print(f"{'note':>16} {sentence}")
        else:
            print(f"{name:>16} {value:>12,}" if isinstance(value, int) else f"{name:>16} {value:>12}")
