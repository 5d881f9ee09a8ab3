"""Delivery: what waits in the outbox goes to Slack, in order, once."""
