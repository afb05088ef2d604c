"""Qt helpers: event bridge, task runner, actions, theme."""
