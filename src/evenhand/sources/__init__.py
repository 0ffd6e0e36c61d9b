"""Sources: outside formats in, as positions and events, with everything refused kept and explained."""
