"""What is printed: the picture of who spoke when, and documents."""
