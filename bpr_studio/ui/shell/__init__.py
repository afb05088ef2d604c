"""Main window, navigation, notices and tasks in progress."""
