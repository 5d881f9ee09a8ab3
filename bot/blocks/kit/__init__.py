"""What every surface is built from: elements, text that stays inert, buttons and what they carry."""
