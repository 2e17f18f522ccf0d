"""Read printed pages as a scanner would: as pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import typst
import zxingcpp
from numpy.typing import NDArray

from fahuo.steps.goods.labels.codes import PPI

Picture = NDArray[np.uint8]


def pictures(pdf: bytes, ppi: float = PPI) -> list[Picture]:
    """Each page of a PDF as grey dots."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            np.ascontiguousarray(page.render(scale=_scale(page.get_width(), ppi), grayscale=True).to_numpy().squeeze()) for page in document
        ]
    finally:
        document.close()


def _scale(width_pt: float, ppi: float) -> float:
    """Just below the whole number of dots: the renderer rounds a page of 800.0001 dots up to 801 and stretches every bar."""
    return (round(width_pt * ppi / 72) - 1e-4) / width_pt


def picture_of_png(png: bytes, folder: Path) -> Picture:
    """A label's PNG as grey dots: laid on a page of the label's size, each dot a dot."""
    (folder / "label.png").write_bytes(png)
    pdf = typst.compile(b'#set page(width: 100mm, height: 150mm, margin: 0mm)\n#image("label.png", width: 100%)', root=folder)
    return pictures(pdf)[0]


def codes(picture: Picture) -> dict[str, str]:
    """The codes in a picture: format name -> text."""
    return {found.format.name: found.text for found in zxingcpp.read_barcodes(picture)}
