"""The flow canvas: scene, items and view."""
