"""What people should not have written down is masked before anything is stored."""
