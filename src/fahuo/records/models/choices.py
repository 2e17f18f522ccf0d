"""The words of core as the choices of a column."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Aim, Effect, PackAim


def choices(words: type) -> list[tuple[str, str]]:
    """Each word as its own name."""
    return [(word.value, word.value) for word in words]


# What a packing is chosen for (core.words.PackAim).
PACK_AIMS = {
    PackAim.BOXES: _("fewest boxes"),
    PackAim.COST: _("lowest cost of box, padding and freight"),
    PackAim.DUTY: _("lowest cost with duty and tax too"),
}

# How one of the offers is chosen (core.words.Aim), and what a rule of choice does (core.words.Effect).
AIMS = {
    Aim.COST: _("cheapest"),
    Aim.TIME: _("fastest"),
    Aim.VALUE: _("best of cost and days"),
    Aim.PROMISE: _("cheapest that keeps the promised day"),
    Aim.LANDED: _("least of freight, duty, tax and days"),
}
EFFECTS = {Effect.PREFER: _("prefer"), Effect.FORBID: _("forbid"), Effect.FORCE: _("allow only")}
