"""Indices of documents: `recipes` reads them as recipes, `measures` measures indicators from facts,
`prove` runs their examples. Only `prove` needs the arithmetic of arrays."""
