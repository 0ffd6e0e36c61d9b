"""The record that neither side has to trust: a Merkle log over bytes in open formats, its proofs and its witnesses."""
