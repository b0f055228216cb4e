"""Pictures: taken, encoded anew, kept under the hash of their content, and served."""
