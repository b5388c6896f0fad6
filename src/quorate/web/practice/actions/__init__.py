"""What changes something here: one module a verb."""
