"""normalising"""
