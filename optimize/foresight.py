"""placeholder"""


class Foresight:
    """placeholder"""
