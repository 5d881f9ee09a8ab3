"""The whole road against a Slack that nobody here wrote: ``make foreign``. Optional: it needs npm, and Linux on x64."""
