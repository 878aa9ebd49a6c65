"""The criteria of a trial's gate, a file each: may its effects be believed?"""
