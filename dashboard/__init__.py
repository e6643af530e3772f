"""Right Response: which reporting channel fits, and what happens to calls like yours."""
