"""Oral argument: transcripts read, sides told apart, speech counted by justice and side."""
