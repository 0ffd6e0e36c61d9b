"""What the library says of commitments, in every language of the interface."""
