"""The words of the trade: frozen values and rules, no input or output."""
