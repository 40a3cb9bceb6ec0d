"""What a closed survey says: counted, taken through the gate, and judged from what may be shown alone."""
