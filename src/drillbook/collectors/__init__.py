"""What reads samples off a stack, each named as the ecosystem's exporter for it names them."""
