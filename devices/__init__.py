"""How things speak: topics, dialects, credentials, the embedded broker and the client for prototypes."""
