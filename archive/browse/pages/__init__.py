"""The pages: each reads what it shows in one go and names the template that shows it."""
