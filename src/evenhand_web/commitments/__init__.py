"""Commitments: who must do what by when, how each body says that it stands, plans, gates and what falls due."""
