"""The procedure ledger (手続台帳): what the city demands of people, and what of it can go."""
