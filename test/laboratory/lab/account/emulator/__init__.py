"""What stands in for AWS: ministack, with what the templates of this project need and ministack lacks.

ministack is changed from outside, by replacing entries of its tables and a few of its functions; the version is pinned.
Two things are added throughout: what AWS refuses is refused, and what is looked up must be there.
"""
