"""The joint choice for stored orders: look for better ways, keep them, take one, and take orders apart again until the label is asked for."""
