"""Who may write, edit, release and place what, where in the tree."""
