"""The warden: the first process of a stack, whose end ends everything else."""
