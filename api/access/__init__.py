"""Who is asking, and may they: logins, tokens, roles, and one stated rule for each route."""
