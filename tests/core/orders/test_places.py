"""Every country that an order can name has a place."""

from __future__ import annotations

import numpy as np

from fahuo.core.orders.places import places
from fahuo.core.orders.rank import _distances
from fahuo.countries.names import codes
from tests.core.orders.small_world import WORLD


def test_every_country_has_a_place_on_earth() -> None:
    assert set(codes()) - set(places()) <= {"BV", "HM"}  # Bouvet, Heard and McDonald Islands: nobody lives there
    assert all(-90 <= p.latitude <= 90 and -180 <= p.longitude <= 180 and p.town for p in places().values())


def test_distances_are_what_an_atlas_says() -> None:
    """Shenzhen-London 9,600 km, Leipzig-London 870 km, Shenzhen-Sydney 7,400 km, each to one part in fifty."""
    away = _distances(WORLD.warehouses, ["GB", "AU", "QQ"])
    assert np.allclose([away[0, 0], away[0, 2], away[1, 0]], [9_600, 870, 7_400], rtol=0.02)
    assert len(set(away[2])) == 1  # a country that nobody knows is equally far
