"""Picking: which parcels go to the floor next, and in which walks their pieces are fetched."""
