"""The words of core as the choices of a column."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fahuo.core.words import Aim, Effect, MarkUpBase, PackAim


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
MARK_UP_BASES = {
    MarkUpBase.COST: _("cost"),
    MarkUpBase.FREIGHT_FUEL: _("cost, percentage of freight and fuel"),
    MarkUpBase.FREIGHT: _("cost, percentage of freight"),
    MarkUpBase.CARD: _("card of selling prices"),
}
EFFECTS = {Effect.PREFER: _("prefer"), Effect.FORBID: _("forbid"), Effect.FORCE: _("allow only")}
