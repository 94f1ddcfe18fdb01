"""What replications say and how surely: warm-up, how many, intervals, the best of several.

Pure functions of numbers; what runs simulations lies beside this package.
"""
