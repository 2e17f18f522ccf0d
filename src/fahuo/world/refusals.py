"""How every desk of the world says no."""

from __future__ import annotations

MOST_KEY = 128  # characters


class No(Exception):
    """A refusal as it goes over the wire."""

    def __init__(self, status: int, code: str, message: str, message_zh: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"code": code, "message": message, "message_zh": message_zh, "field": field}}


def check_key(key: str) -> None:
    """A call that buys something needs an idempotency key."""
    if not 1 <= len(key) <= MOST_KEY:
        raise No(
            400,
            "key_missing",
            f"send an Idempotency-Key header of 1 to {MOST_KEY} characters",
            f"请求头 Idempotency-Key 应为 1 至 {MOST_KEY} 个字符",
            "Idempotency-Key",
        )


def key_reused() -> No:
    """The key stands for another request."""
    return No(422, "key_reused", "this key was used for another request before", "该幂等键已用于另一请求", "Idempotency-Key")


def field_wrong(field: str, wanted: str) -> No:
    """A field is missing or is not what it should be."""
    return No(422, "field_wrong", f"{field}: give {wanted}", f"{field} 填写有误：应为 {wanted}", field)
