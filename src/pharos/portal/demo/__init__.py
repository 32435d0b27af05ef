"""The demonstration: the main job on the shipped rosters, in one command.

`world` reads the examples, `seeding` makes their world by the same actions as everybody's,
`awarding` sends the rosters through, `proving` writes files and verifies them, `telling` shows it.
"""
