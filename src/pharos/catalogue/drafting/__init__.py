"""How a person writes a descriptor: sections of the data dictionary as forms of plain fields.

`parts` are the kinds of entries a form is made of; each reads its member of the descriptor's JSON
and writes it back. `sections` says which entries stand where, `telling` shows them.
"""
