"""The page that reads an archive in a browser."""
