"""The registers of the commission: what is where, who says so, and who says otherwise."""
