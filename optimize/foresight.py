"""placeholder"""
class Foresight:
    """placeholder"""
