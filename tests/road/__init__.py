"""What a team goes through up to its decision, as counts: words, forms, clicks, messages. ``make road`` prints them."""
