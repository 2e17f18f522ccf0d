"""Parts of an amount and amounts in another currency, half up, in 64 bits: for kernels and for plain Python."""

from __future__ import annotations

from fahuo.core.methods.price_cache import kernel

PPM = 1_000_000
NANO = 1_000_000_000


@kernel
def share(amount, ppm):  # type: ignore[no-untyped-def]
    """amount x ppm / 1,000,000, half up; split so that no product leaves 64 bits."""
    return amount // PPM * ppm + (amount % PPM * ppm + PPM // 2) // PPM


@kernel
def convert(amount, whole, nano):  # type: ignore[no-untyped-def]
    """amount x (whole + nano / 10^9), half up."""
    return amount * whole + amount // NANO * nano + (amount % NANO * nano + NANO // 2) // NANO
