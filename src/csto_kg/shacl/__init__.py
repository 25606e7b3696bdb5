"""SHACL: shapes read, compiled to queries, and checked."""
