"""HTTP: the application, who may do what, the board's stream, JSON routes and pages."""
