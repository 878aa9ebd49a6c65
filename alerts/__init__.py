"""When staff must act: rules over events, each home's own time, and the desk where staff answer."""
