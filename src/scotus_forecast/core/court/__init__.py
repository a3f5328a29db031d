"""The domain: columns and their availability, outcomes, chiefs, terms. Imports nothing of ours."""
