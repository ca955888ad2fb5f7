"""Explaining: why two records have their weight, why not, how, and what if."""
