"""The other ways in: tables, letters, text messages and bundles, and the inbox in which people sort them."""
