"""The floor: release by cut-off, picking, put walls, hand-over to the carrier."""
