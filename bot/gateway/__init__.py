"""How a payload of Slack arrives and is checked: Socket Mode, HTTP, the schemas, the way to the listeners."""
