"""Kernels: pure functions over Arrow tables and geometry. They know no agreement, party or file."""
