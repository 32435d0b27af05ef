"""The signer: a process of its own that alone holds private keys.

It signs three things and nothing else: the digests of an intent that stands in the database,
a checkpoint that continues the last one it signed, and a trust bundle around that checkpoint.
`server` is the process, `client` what web and worker use, `keys` where keys live, `witness`
what the signer remembers outside the database.
"""
