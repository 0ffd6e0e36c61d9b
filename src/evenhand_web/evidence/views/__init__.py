"""The pages of evidence, its files, and the protocol by which long ones come in."""
