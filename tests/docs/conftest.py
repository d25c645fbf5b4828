"""Lets the tests of the documentation share what reads a guide."""

import sys
from pathlib import Path

# Test modules are imported one by one, not as a package: they cannot name their neighbours.
sys.path.insert(0, str(Path(__file__).parent))
