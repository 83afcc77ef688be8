"""Reads reader comments out of a page or a listing; pure."""
