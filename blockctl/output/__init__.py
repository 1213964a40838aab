"""What a command prints: formats, notes, progress. Nothing else prints."""
