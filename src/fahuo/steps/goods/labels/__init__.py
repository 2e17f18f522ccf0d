"""Shipping labels, and what every printed thing needs: fonts, the check for missing glyphs, parties, typesetting."""
