"""Files of price tables (XLSX, XLS, ODS, CSV) as sheets of values; core.methods.price_tables reads the sheets."""
