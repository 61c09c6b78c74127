"""How well and how fast onrecord reads: the accuracy floor, the corpora's figures, the benchmark."""
