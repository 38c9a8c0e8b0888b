"""What people would otherwise use, set up as its own documentation says."""
