"""People, what they hold, and the day of the zone."""
