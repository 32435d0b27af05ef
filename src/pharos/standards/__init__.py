"""The policy register: amendments of national standards, merged over the files of nations."""
