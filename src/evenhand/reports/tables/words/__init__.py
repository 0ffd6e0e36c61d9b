"""What the columns of a table are called; the first word of a line stands in templates, the others are known too."""
