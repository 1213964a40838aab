"""The command lines that are compared, one module a noun."""

from tests.parity.cases import attachments, formats, services, snapshots, types, volumes

# What only reads comes first: writes leave things behind that are deleted in the background.
READS = [
    *volumes.READS,
    *snapshots.READS,
    *types.READS,
    *attachments.READS,
    *services.READS,
    *formats.READS,
]
WRITES = [
    *volumes.WRITES,
    *snapshots.WRITES,
    *types.WRITES,
    *attachments.WRITES,
    *services.WRITES,
]
