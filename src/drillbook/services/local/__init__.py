"""The `local` backend: real servers as processes on loopback, kept by a warden."""
