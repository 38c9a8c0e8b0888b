"""Answer: Question -> Passages -> Answer."""
