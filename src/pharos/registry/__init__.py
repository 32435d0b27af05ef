"""The append-only register: the log and its checkpoints, keys and their history, the signer."""
