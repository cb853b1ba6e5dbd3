"""What some of the specs name."""
