"""Papers of the floor: the pick list and the hand-over sheet, of one make."""
