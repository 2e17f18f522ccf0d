"""Orders from files: CSV and workbooks of any shop, by a mapping of their columns. See docs/orders-from-files.md."""
