"""The sample world: an invented merchant with its goods, warehouses, services and orders, for the demo, for `fahuo plan` and for tests."""
