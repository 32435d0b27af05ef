"""National registration: what the law makes constitutive and another body does.

In the transaction that signs a chunk a row is written into the outbox, and a job sends the
records afterwards, again and again until the national register has answered about each. The
first answer counts for ever: it is a row, a leaf of the log and a proof that travels with the
credential. Whatever the other side says later is a line in the difference report.
"""
