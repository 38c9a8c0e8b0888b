"""How events and interactions reach the app: signed HTTP or Socket Mode, with retries."""
