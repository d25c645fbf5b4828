"""Do the examples prove the law? Examples run, the law changed, the executors compared."""
