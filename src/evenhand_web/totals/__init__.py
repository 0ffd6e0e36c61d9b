"""Totals under counting rules: by place, party, type and week, with what nobody could see."""
