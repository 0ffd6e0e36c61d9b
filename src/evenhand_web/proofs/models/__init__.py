"""Orders to erase a person."""

from evenhand_web.proofs.models.order import ErasureOrder

__all__ = ["ErasureOrder"]
