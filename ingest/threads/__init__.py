"""Help-channel history: what people said becomes threads, and answered threads documents."""
