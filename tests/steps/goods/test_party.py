"""An address is printed in the order of its own country, and no part of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fahuo.steps.goods.labels.party import Party, address_lines, country_name


@pytest.mark.parametrize(
    ("party", "lines"),
    [
        (Party("A", "ul. Święty Marcin 29", "Poznań", "PL", postcode="61-806"), ["ul. Święty Marcin 29", "61-806 Poznań"]),
        (Party("A", "1 Main St", "Austin", "US", region="TX", postcode="78701"), ["1 Main St", "Austin, TX 78701"]),
        (Party("A", "10 High St", "Leeds", "GB", postcode="LS1 4AP"), ["10 High St", "Leeds", "LS1 4AP"]),
        (Party("A", "民强路18号", "深圳市", "CN", region="广东省", postcode="518131"), ["518131", "广东省深圳市", "民强路18号"]),
        (Party("A", "18 Minqiang Rd", "Shenzhen", "CN", region="Guangdong"), ["18 Minqiang Rd", "Shenzhen", "Guangdong"]),
        (Party("A", "千代田1-1", "千代田区", "JP", region="東京都", postcode="100-0001"), ["〒100-0001", "東京都", "千代田区千代田1-1"]),
        (Party("A", "1 Raffles Place", "Singapore", "SG", postcode="048616"), ["1 Raffles Place", "SINGAPORE 048616"]),
        (Party("A", "Main 1", "Pristina", "XK", postcode="10000"), ["Main 1", "10000 Pristina"]),
    ],
)
def test_the_order_of_a_country(party: Party, lines: list[str]) -> None:
    assert address_lines(party) == lines


WORD = st.text("abcdefgh", min_size=5, max_size=9)


@given(
    WORD,
    WORD,
    st.none() | WORD,
    st.none() | WORD,
    st.sampled_from(["CN", "US", "GB", "DE", "FR", "JP", "KR", "BR", "SG", "HK", "AE", "IE", "MX", "VA", "ZZ"]),
)
def test_no_part_is_lost(street: str, city: str, region: str | None, postcode: str | None, country: str) -> None:
    written = " ".join(address_lines(Party("A", street, city, country, region=region, postcode=postcode)))
    assert all(part in written for part in (street, city, region or "", postcode or ""))


def test_names_of_countries() -> None:
    assert (country_name("PL", "en"), country_name("PL", "zh"), country_name("Q8", "en")) == ("Poland", "波兰", "Q8")
