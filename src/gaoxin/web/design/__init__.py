"""How pages look: one sheet of style, one frame, the words of a page in two languages."""
