"""The page that people look at: the workspace, its buttons, and what goes on behind them."""
