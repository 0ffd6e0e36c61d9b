"""The joint procedure: cases with steps and clocks, findings, rulings, responses, and how violations are counted."""
