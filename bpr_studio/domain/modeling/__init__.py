"""What people do with a flow: each function is one gesture on an `Editor`, and its rule."""
