"""A real Cinder on this host, as one process, and the driver that keeps volumes in plain files."""
