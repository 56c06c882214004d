"""What people type: one module per command group; bodies import lazily:
--help must be instant.
"""
