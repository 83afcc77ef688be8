"""Figures of quality and speed, each beside the peer it is measured against."""
