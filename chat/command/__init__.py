"""What stands behind the command `yinju`."""
