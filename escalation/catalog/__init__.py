"""Reading a Backstage catalog: from files or from its API, into who owns what."""
