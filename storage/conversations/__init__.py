"""Conversations, their parts, and the questions that are asked of many of them."""
