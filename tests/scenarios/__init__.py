"""Stories of the whole bot, told as they happen in a channel."""
