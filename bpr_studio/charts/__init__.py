"""What each chart looks like, as plain marks: no Qt, no files."""
