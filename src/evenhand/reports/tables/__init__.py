"""Reports out of tables: rows of a CSV file or a workbook, read by their headings, in any of the four languages."""
