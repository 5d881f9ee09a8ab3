"""Words of each language: the catalogue, typed words, refusals."""
