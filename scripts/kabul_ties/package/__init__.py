"""The built package: what its files hold, how they are published and how they are compared."""
