"""Verbs of stock for people and programs: moves, bins, inbound plans, counts, kits."""
