"""Where things are run: labs, their runs and verdicts, simulations, calculators."""
