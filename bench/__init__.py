"""What `make bench` runs: our figures, a peer and the bare limit, side by side in one run."""
