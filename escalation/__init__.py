"""Hand over: who owns a question, and the life of an escalation."""
