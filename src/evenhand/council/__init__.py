"""The desk of a council: meetings, products and votes, measures with their ends, reports that fall due, bodies."""
