"""What an audit came to, kept in a folder, so that a later one need only audit what was added since.

Whoever goes on from it believes the earlier audit of the blocks up to its last one.  So nothing is taken over unless
the sealed parts are those that it has audited, byte by byte.
"""
