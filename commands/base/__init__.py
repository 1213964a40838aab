"""What all nouns share: list, show, create, delete, waiting, columns, output options."""
