"""What `make bench` measures; counts belong into tests, seconds into here."""
