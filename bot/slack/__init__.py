"""The front: what Slack tells us, what we tell Slack. The only home of Slack's SDK."""
