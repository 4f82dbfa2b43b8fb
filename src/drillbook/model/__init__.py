"""The nouns of a drill: frozen values, and the protocols that the layers agree on."""
