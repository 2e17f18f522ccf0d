"""What the pages read of declarations. The parcels were read with the merchant's id."""

from __future__ import annotations

from fahuo.steps.export.models import Declaration, DeclaredLine


def declarations(parcel_ids: list[int]) -> dict[int, Declaration]:
    """The declaration of each of these parcels."""
    return {d.parcel_id: d for d in Declaration.objects.filter(parcel_id__in=parcel_ids)}


def declared_lines(parcel_ids: list[int]) -> dict[int, list[DeclaredLine]]:
    """The declared lines of each of these parcels."""
    found: dict[int, list[DeclaredLine]] = {}
    for row in DeclaredLine.objects.filter(declaration_id__in=parcel_ids).order_by("declaration_id", "no"):
        found.setdefault(row.declaration_id, []).append(row)
    return found
