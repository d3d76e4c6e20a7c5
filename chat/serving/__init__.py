"""Who may ask, how often, from where; how many at once; what is written down."""
