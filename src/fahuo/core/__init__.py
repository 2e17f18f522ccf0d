"""The part of fahuo that decides: pure functions over polars frames. No clock, no input or output, no Django."""
