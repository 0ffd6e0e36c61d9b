"""The joint procedure: cases with their steps and clocks, findings, rulings, responses, and how violations are counted."""
