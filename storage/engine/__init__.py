"""What the database itself needs: clock, write lock, file, errors, points where a test may kill the process."""
