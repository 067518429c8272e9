"""The side door: health, metrics, and Slack's requests in HTTP mode."""
