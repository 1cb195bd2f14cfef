"""Going on from an earlier audit: what it came to is kept in a folder, and what was added since is audited by itself.

Whoever goes on believes the earlier audit of the blocks up to its last one.  So nothing is taken over unless the sealed
parts are those that it has audited, byte by byte, and as soon as anything is found all of it is audited anew.
"""
