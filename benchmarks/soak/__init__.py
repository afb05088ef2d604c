"""What takes hours: bad days by the ten thousand, a city of 365 sections for 60 days."""
