"""Phones: who may send from them, the forms they load, and what they send (OpenRosa)."""
