"""Stories that need real sockets, processes, threads or the machine's own clock."""
