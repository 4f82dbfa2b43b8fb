"""The drill engine: one loop that owns time and is the only writer of the timeline."""
