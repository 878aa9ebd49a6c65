"""Effects of trials with few clusters: estimate, interval, n, method, and which assumptions were checked."""
