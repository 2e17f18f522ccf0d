"""What the pages of stock read. Every query takes the merchant's id and sees no other row."""
