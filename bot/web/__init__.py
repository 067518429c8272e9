"""The side door: health, and Slack's requests in HTTP mode."""
