"""Quorate: a learning platform for distributed systems in which every claim can be run."""

__all__ = ["__version__"]

__version__ = "0.1.0"
