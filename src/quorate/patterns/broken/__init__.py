"""Deliberately broken siblings of the reference systems: each a mistake that a sweep must find."""
