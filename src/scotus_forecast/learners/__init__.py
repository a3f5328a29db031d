"""What forecasters are built from: fitting by term, soft targets, case then votes, forests."""
