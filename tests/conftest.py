"""What pytest collects."""

#: Scripts that need packages or rights which tests do not have.
collect_ignore = ["faults/fuzz_reader.py"]
