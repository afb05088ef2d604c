"""The window: the only PySide6 code beside adapters/render."""
