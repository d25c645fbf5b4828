"""Lets the tests of the documentation share what reads a guide."""

import sys
from pathlib import Path

# Test modules are imported one by one; from the root they can name a neighbour.
sys.path.insert(0, str(Path(__file__).parents[2]))
