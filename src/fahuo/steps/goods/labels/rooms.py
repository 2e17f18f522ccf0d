"""Where everything stands on a shipping label: without a customs part, with one, and on the pages that a long customs part goes on to."""

from __future__ import annotations

from dataclasses import dataclass

from fahuo.steps.goods.labels.fitting import Room

WIDTH_MM, HEIGHT_MM = 100.0, 150.0
SMALL = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)


@dataclass(frozen=True)
class Codes:
    """A place for a code in mm."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """The rooms of the address part of a label. `rules` are the lines across, from the top."""

    service: Room
    service_code: Room
    corner: Room  # the destination's country, white on black
    sender: Room
    qr: Codes
    recipient: Room
    country: Room
    order: Room
    weight: Room
    part: Room
    marks: Room
    bars: Codes
    number: Room
    rules: tuple[float, float, float, float, float]


PLAIN = Layout(
    service=Room(4, 2, 70, 11.5, (17, 15, 13, 11, 9, 7, 5)),
    service_code=Room(4, 13.6, 70, 0, (8, 7, 6, 5, 4)),
    corner=Room(76, 0, 24, 18, (30,)),
    sender=Room(4, 21.6, 66, 23.8, SMALL),
    qr=Codes(75, 21.5, 21, 21),
    recipient=Room(4, 49.8, 92, 33.5, (14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4)),
    country=Room(4, 84, 92, 0, (16, 14, 12, 10, 8, 6)),
    order=Room(4, 96, 54, 8, (13, 12, 11, 10, 9, 8, 7, 6, 5, 4)),
    weight=Room(61.5, 96, 20.5, 0, (13, 12, 11, 10, 9, 8, 7, 6)),
    part=Room(84.5, 96, 13, 0, (13, 12, 10, 8, 6.5, 5, 4)),
    marks=Room(4, 105.4, 92, 13.4, (11, 10, 9, 8, 7, 6, 5.2, 4.5)),
    bars=Codes(2, 122, 96, 19),
    number=Room(4, 141.5, 92, 0, (14, 12, 10, 8, 6, 5, 4)),
    rules=(18, 46, 92, 104, 119.5),
)

WITH_CUSTOMS = Layout(
    service=Room(4, 1.2, 70, 8, (13, 12, 11, 10, 9, 8, 7, 6, 5)),
    service_code=Room(4, 9.2, 70, 0, (7, 6, 5, 4)),
    corner=Room(76, 0, 24, 13, (24,)),
    sender=Room(4, 15.6, 68, 17, SMALL),
    qr=Codes(78, 14.5, 17.5, 17.5),
    recipient=Room(4, 36, 92, 21.4, (12, 11, 10, 9, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5, 4)),
    country=Room(4, 57.6, 92, 0, (13, 12, 11, 10, 8, 6)),
    order=Room(4, 66.6, 54, 5, (9, 8, 7, 6, 5, 4.5, 4)),
    weight=Room(61.5, 66.6, 20.5, 0, (10, 9, 8, 7, 6)),
    part=Room(84.5, 66.6, 13, 0, (10, 8, 6.5, 5, 4)),
    marks=Room(4, 72.4, 92, 6.2, (8, 7, 6, 5, 4.5, 4)),
    bars=Codes(2, 80.4, 96, 12),
    number=Room(4, 92.8, 92, 0, (12, 10, 8, 6, 5, 4)),
    rules=(13, 33, 64, 72, 79.2),
)


@dataclass(frozen=True)
class Table:
    """The table of a customs part: where its lines may stand, and its columns as (x, width)."""

    top: float
    bottom: float
    goods: tuple[float, float] = (4, 49)
    weight: tuple[float, float] = (54, 11)
    value: tuple[float, float] = (66, 15)
    code: tuple[float, float] = (82, 14)


ON_LABEL = Table(top=114.4, bottom=132.4)
ON_NEXT = Table(top=34.0, bottom=140.0)  # a page that only goes on
NEXT_BARS = Codes(2, 10.5, 96, 11)
NEXT_NUMBER = Room(4, 22, 92, 0, (12, 10, 8, 6, 5, 4))
