"""The domain: SCDB columns and when each is known, outcomes, calendar, codes.

Imports no other package of the project.
"""
