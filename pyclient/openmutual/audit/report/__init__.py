"""What an audit came to, as data, as a page and on a terminal."""
