"""What the running process needs of its surroundings: settings, logs, figures, health, the lock of one process."""
