"""Adapters to carriers, one folder each: mapping.py (pure), client.py (HTTP), recorded answers, README.md. They do not know each other."""
