"""Read printed pages as a scanner would: from the dots."""

from __future__ import annotations

import numpy as np
import zxingcpp

from fahuo.steps.goods.labels.images import Dots


def read_codes(page: Dots) -> set[tuple[str, str]]:
    """The codes on a page: (format, text)."""
    grey = np.where(page, 0, 255).astype(np.uint8)
    return {(found.format.name, found.text) for found in zxingcpp.read_barcodes(grey)}
