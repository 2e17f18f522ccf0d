"""The floor: queue and release, pick lists, the put wall, hand-over."""
