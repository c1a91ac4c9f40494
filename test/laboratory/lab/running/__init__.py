"""What runs cases and reports what came of them."""
