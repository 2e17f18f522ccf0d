"""The words of core as the choices of a column."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fahuo.core.words import PackAim


def choices(words: type) -> list[tuple[str, str]]:
    """Each word as its own name."""
    return [(word.value, word.value) for word in words]


# What a packing is chosen for (core.words.PackAim).
PACK_AIMS = {
    PackAim.BOXES: _("fewest boxes"),
    PackAim.COST: _("lowest cost of box, padding and freight"),
    PackAim.DUTY: _("lowest cost with duty and tax too"),
}
