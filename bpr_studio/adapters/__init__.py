"""One package per outside thing; strangers to each other."""
