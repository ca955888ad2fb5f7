"""evaluating"""
