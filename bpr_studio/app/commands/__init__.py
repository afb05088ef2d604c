"""The commands, one module per subject; `bpr_studio.app.cli` puts them together."""
