"""What is written about a recording: notes and answers, each with the line it stands in."""
