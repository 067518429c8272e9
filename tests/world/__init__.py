"""Days in seconds: the whole bot in the sandbox, on a clock that jumps from event to event."""
