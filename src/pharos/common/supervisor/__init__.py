"""One parent for everything that runs: the embedded database, signer, web and worker.

`database` runs PostgreSQL, `parent` is `pharos up`, `session` lends the running parts to a
command and starts what is missing. Measurements behind the choices: `docs/adr/`.
"""
