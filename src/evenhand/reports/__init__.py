"""Field reports: what people saw, heard or were told, as records; places as shapes, times as intervals."""
