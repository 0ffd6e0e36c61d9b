"""Cases: the joint procedure as pages."""
