"""From domain values to Slack's blocks and views. Pure: no I/O, no clock, no Slack client.

Every function takes the reader's ``Words`` first and returns a message body ``{"text", "blocks"}`` or a view. Slack's
limits are kept by construction, and what people wrote is inert (``bot.blocks.kit.text``).
"""
