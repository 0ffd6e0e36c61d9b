"""The council's desk: its records, pages, forms."""
