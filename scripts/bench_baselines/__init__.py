"""What the product is measured against: the same answers from the same tables, made otherwise."""
