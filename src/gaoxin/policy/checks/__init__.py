"""The static checks over the typed form."""
