"""Collections: slots asked of a carrier, one booked once or day by day, changed, cancelled, missed; and what each of them takes."""
