"""Planning a trial: can it answer its question, by how many homes and weeks (docs/planning.md)?"""
