"""The library of documents: kept, read, searched, compared."""
