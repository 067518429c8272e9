"""The small Slack, driven by Slack's own SDK and Bolt."""
