"""Drawing on the canvas: tools, pad, palette, label editor, clipboard, keys."""
