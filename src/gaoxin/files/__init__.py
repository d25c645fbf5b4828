"""What does a file hold, where, and how is that told? Grids of cells, with places and faults."""
