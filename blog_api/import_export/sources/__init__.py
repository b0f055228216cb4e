"""Readers of sources: folders of pages, and exports of other systems."""
