"""Addresses that follow from the permalink rule of a site, one module for each generator."""
