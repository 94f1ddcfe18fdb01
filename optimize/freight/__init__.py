"""The planner's core: pure functions on a freight problem, without a scenario or a network.

`instances` makes problems, `bound` proves lower bounds, `search` and `exact` find plans, `solve`
takes them in turns. The problem and its recount are in `domain.freight`.
"""
