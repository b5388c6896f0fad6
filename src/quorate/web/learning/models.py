"""What people did and planned."""
