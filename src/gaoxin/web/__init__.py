"""Who may see and do it: a running zone in the browser, made from documents alone."""
