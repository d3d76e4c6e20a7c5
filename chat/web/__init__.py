"""The page, the widget, the JSON interface and the tool for agents."""
