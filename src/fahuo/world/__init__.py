"""A simulated outside: carriers and customs offices behind HTTP, with a clock that can be sped up. Everything in it is invented.

It runs as a process of its own (`python -m fahuo.world --help`); product code never imports it and speaks to it as to any carrier.
"""
