"""The vocabulary: what can be told, who lives where, what staff must know; imports nothing of ours."""
