"""Qt canvas around bpr_studio.charts."""
