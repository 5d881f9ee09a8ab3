"""What is sent beside a message: files, canvases, charts, documents."""
