"""What people type: one module per command group; bodies import lazily so that --help is instant."""
