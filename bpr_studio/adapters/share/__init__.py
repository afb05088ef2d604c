"""The places where segments are exchanged, and the keys and compression they need."""
