"""Reads a news page: bytes in, a story or a clear "no story" out; pure."""
