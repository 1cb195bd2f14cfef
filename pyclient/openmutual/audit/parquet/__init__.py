"""Parquet files from strangers: measured before they are unpacked."""
