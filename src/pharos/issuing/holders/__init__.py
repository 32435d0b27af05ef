"""What belongs to the holder of a credential: secret links, shares, claims, corrections, mails.

A learner has no account: the secret link of a mail opens the learner's record at one provider.
It is made of the person's own key, so nothing is stored when it is sent and an erasure ends it.
"""
