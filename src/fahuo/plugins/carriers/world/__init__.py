"""The simulated world as a carrier, and as the broker who speaks to customs for it."""
