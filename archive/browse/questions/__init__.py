"""What the pages ask of the database: SQL that only reads."""
