"""How text is read: quality, quantities, files, JSON, the shape of data."""
