"""A year of `taiyuan_eurasia`: a plan executed by the product, and by a process per parcel."""
