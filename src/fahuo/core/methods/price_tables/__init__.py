"""Price tables as forwarders send them (价格表) -> rate cards in the open format of docs/rate-cards.md. See docs/price-tables.md.

`read.read_book` is the verb. Files become sheets outside core, in plugins/price_tables.
"""
