"""The index of the desk: one row for each report and each alert, made from their own rows."""

from evenhand_web.desk.models.item import NOWHERE, Item, ItemKind, ItemState, Shown, Tally

__all__ = ["NOWHERE", "Item", "ItemKind", "ItemState", "Shown", "Tally"]
