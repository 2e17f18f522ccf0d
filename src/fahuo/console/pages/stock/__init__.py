"""The pages of stock: a tab each."""
