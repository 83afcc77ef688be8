"""Replay: archived pages under /web, as exact bytes or as snapshots that run nothing."""
