"""Leak hunting: one check a file, each a pure function that gives an `AuditCheck`."""
