"""Getting at the audio of what was shared: a stream where it can be, converted where it must."""
