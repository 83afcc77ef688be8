"""Tells repeat stories from different ones; pure."""
