"""The lowest floor: problems, instants, units, ids, canonical bytes, geodesy, phrases."""
