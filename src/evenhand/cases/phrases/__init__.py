"""What the joint procedure says to people, by language."""
