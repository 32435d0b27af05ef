"""Credentials signed anew: the award stands, the old document says why and what took its place.

After a key was in other hands, everything that it signed gets a document of the next key. The
gate is not asked: the award was made, and its facts, its day and its holder stay as they are.

    making   transaction A: the next rows become an intent under the key that signs now
    doing    transaction B: signed; the old ones are revoked and name the new ones, at once
    queries  what stands for what
"""
