"""Ways to reach people outside of Dialtone, one a file, all behind core.ports.Notifier."""
