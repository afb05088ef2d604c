"""The organisation tree by fiscal year and its successors."""
